"""Estimators of tables: what they are asked, in which form, and what they are called."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

import exegesis
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, LoadError, ModelError
from tests.modalities.table.tables import frame

FRAME = frame(60).drop(columns="land")
NUMBERS = FRAME.drop(columns="job")
TRUTH = np.where(FRAME["age"] > 50, "old", "young")


def pipeline() -> Any:
    columns = make_column_transformer((OneHotEncoder(), ["job"]), (StandardScaler(), ["age", "rate"]))
    return make_pipeline(columns, LogisticRegression()).fit(FRAME, TRUTH)


def loaded(source: Any, background: Any = FRAME, **options: Any) -> TableModel:
    return exegesis.load(source, background=background, **options)


def test_a_pipeline_over_a_frame() -> None:
    fitted = pipeline()
    model = loaded(fitted)
    assert (model.labels, model.kind, model.scale) == (("old", "young"), "single-label", "probability")
    assert model.name == "Pipeline (scikit-learn)"
    np.testing.assert_allclose(model.predict(FRAME), fitted.predict_proba(FRAME))
    found = exegesis.explain(model, FRAME.iloc[0], "kernel_shap")
    by_name = {unit.text: score for unit, score in zip(found.units, found.scores, strict=True)}
    assert by_name["kids"] == pytest.approx(0, abs=1e-12)
    assert max(by_name, key=lambda name: abs(by_name[name])) == "age"
    assert found.fingerprint.versions.keys() >= {"numpy", "scikit-learn"}


def test_forms_that_estimators_take() -> None:
    array = NUMBERS.to_numpy(dtype=np.float32)
    forest = RandomForestClassifier(5, random_state=0)
    of_frames, of_arrays = (loaded(forest.fit(x, TRUTH), x) for x in (NUMBERS, array))
    np.testing.assert_allclose(of_arrays.predict(array), forest.predict_proba(array))
    assert of_frames.labels == of_arrays.labels
    assert exegesis.explain(of_arrays, array[0], "occlusion").units[0].text == "column 0"
    polar = pl.from_pandas(NUMBERS)
    assert loaded(LogisticRegression().fit(polar, TRUTH), polar).predict(polar).shape == (60, 2)


def test_regressors_margins_and_methods() -> None:
    line = LinearRegression().fit(NUMBERS, NUMBERS["age"] * 2)
    model = loaded(line, NUMBERS)
    assert (model.kind, model.labels) == ("regression", ("value",))
    assert loaded(line.predict, NUMBERS).kind == "regression"
    svc = LinearSVC().fit(NUMBERS, TRUTH)
    with pytest.raises(LoadError, match=r"has no predict_proba. Load it with task='regression'"):
        loaded(svc, NUMBERS)
    margins = loaded(svc, NUMBERS, task="regression")
    assert (margins.labels, margins.name) == (("young",), "LinearSVC.decision_function (scikit-learn)")


def test_names_of_classes() -> None:
    assert loaded(pipeline(), labels=["aged", "youthful"]).labels == ("aged", "youthful")
    with pytest.raises(LoadError, match="has 2 classes, and labels has 3"):
        loaded(pipeline(), labels=["a", "b", "c"])


def test_another_frame_than_it_was_trained_on() -> None:
    with pytest.raises(LoadError, match=r"a row of the background cannot be asked: .*KeyError|columns are missing"):
        loaded(pipeline(), FRAME.drop(columns="rate"))
    forest = RandomForestRegressor(2).fit(NUMBERS, NUMBERS["age"])
    with pytest.raises(LoadError, match="feature names should match") as refused:
        loaded(forest, NUMBERS.rename(columns={"age": "Age"}))
    assert "\n" not in str(refused.value)


def test_an_unseen_category_that_the_pipeline_refuses() -> None:
    row = {**FRAME.iloc[0].to_dict(), "job": "astronaut"}
    with pytest.raises(ModelError, match="failed on rows: ValueError: Found unknown categories"):
        exegesis.explain(loaded(pipeline()), row, "occlusion")


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
@pytest.mark.filterwarnings("ignore")  # of their own
def test_boosters_and_their_estimators(library: str) -> None:
    module = pytest.importorskip(library)
    typed = FRAME.astype({"job": "category"})
    if library == "xgboost":
        matrix = module.DMatrix(typed, (TRUTH == "young").astype(int), enable_categorical=True)
        booster = module.train({"objective": "binary:logistic", "max_depth": 2}, matrix, 5)
        estimator = module.XGBClassifier(n_estimators=5, max_depth=2, enable_categorical=True)
    else:
        data = module.Dataset(typed, (TRUTH == "young").astype(int))
        booster = module.train({"objective": "binary", "verbose": -1, "min_data_in_leaf": 3}, data, 5)
        estimator = module.LGBMClassifier(n_estimators=5, min_child_samples=3, verbose=-1)
    native = loaded(booster, typed, labels=["old", "young"])
    assert (native.kind, native.labels, native.name) == ("single-label", ("old", "young"), f"Booster ({library})")
    wrapped = loaded(estimator.fit(typed, (TRUTH == "young").astype(int)), typed)
    assert (wrapped.kind, wrapped.labels) == ("single-label", ("0", "1"))
    for model in (native, wrapped):
        np.testing.assert_allclose(model.predict(typed).sum(axis=1), 1, atol=1e-6)
        found = exegesis.explain(model, typed.iloc[0], "exact_shap", background_rows=20)
        assert found.top(1)[0][0].text == "age"
    assert library in native.fingerprint().versions
    with pytest.raises(LoadError, match=f"a booster of {library} reads tables: give background="):
        exegesis.load(booster)


def test_an_estimator_of_tables_that_is_taken_for_one_of_texts() -> None:
    line = LogisticRegression().fit(NUMBERS, TRUTH)
    with pytest.raises(LoadError, match=r"was fitted on rows of 6 columns, and reads no texts.* with background="):
        exegesis.explain(line, "a text", "occlusion")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("library", "kind"), [("xgboost", "XGBClassifier"), ("lightgbm", "LGBMClassifier")])
def test_boosted_trees_without_a_background_are_refused_in_a_line(library: str, kind: str, capfd: Any) -> None:
    made = getattr(pytest.importorskip(library), kind)(n_estimators=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library while it is fitted
        made.fit(NUMBERS, (TRUTH == "young").astype(int))
    capfd.readouterr()
    with pytest.raises(LoadError, match=f"^{kind} was fitted on rows of 6 columns, and reads no texts: .*background="):
        exegesis.load(made)
    assert capfd.readouterr() == ("", "")


def test_options_that_do_not_go_together() -> None:
    with pytest.raises(LoadError, match="a model of tables needs background="):
        exegesis.load(pipeline(), modality="table")  # type: ignore[call-overload]
    with pytest.raises(LoadError, match="background has no effect on a model of images"):
        exegesis.load(pipeline(), modality="image", background=FRAME)  # type: ignore[call-overload]
    with pytest.raises(LoadError, match="schema= says what the columns of a table's background= hold"):
        exegesis.load(pipeline(), schema={"age": "numeric"})  # type: ignore[call-overload]
    with pytest.raises(LoadError, match="background has no effect on a loaded exegesis model"):
        loaded(loaded(pipeline()))
    with pytest.raises(LoadError, match="background has no effect on 'bundled:NAME'"):
        loaded("bundled:sentiment")
    with pytest.raises(InputError, match="unknown column of the schema 'Age'"):
        loaded(pipeline(), schema={"Age": "numeric"})


def test_a_skops_file_and_a_module(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    skops = pytest.importorskip("skops.io")
    skops.dump(pipeline(), tmp_path / "model.skops")
    assert loaded(tmp_path / "model.skops").labels == ("old", "young")
    (tmp_path / "my_tables.py").write_text(
        "from tests.adapters.test_table_estimators import pipeline\nfitted = pipeline()\n"
    )
    monkeypatch.chdir(tmp_path)
    model = loaded("my_tables:fitted")
    assert (model.labels, model.name) == (("old", "young"), "my_tables:fitted")
    assert isinstance(exegesis.explain(model, pd.DataFrame(FRAME[:1]), "occlusion").scores, np.ndarray)
