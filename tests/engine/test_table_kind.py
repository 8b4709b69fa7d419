"""Tables through the same waist as texts: every method, to the end and back from JSON."""

import json
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from jsonschema import Draft202012Validator

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError, ModelError
from exegesis.data.failed import Failed
from exegesis.data.kept_row import KeptRow
from exegesis.data.place import Column
from exegesis.data.requests import Score
from exegesis.explainers.table import METHODS
from tests.modalities.table.tables import adding, choosing, chosen, frame, parts

FRAME = frame()
ROW = FRAME.iloc[3]
NAMES = [row.name for row in METHODS.values() if Score in row.load().asks and not row.load().needs]
EXACT = ("kernel_shap", "partition_shap", "permutation_shap", "exact_shap", "occlusion")


def explained(method: str = "kernel_shap", row: Any = ROW, model: Any = None, **settings: Any) -> Explanation:
    found = exegesis.explain(model or adding(), row, method, **settings)
    assert isinstance(found, Explanation)
    return found


@pytest.mark.parametrize("method", EXACT)
def test_a_sum_over_columns_is_explained_by_what_each_adds(method: str) -> None:
    found = explained(method)
    wanted = parts(ROW, FRAME)
    assert {unit.text for unit in found.units} == set(wanted)
    np.testing.assert_allclose(found.scores, [wanted[unit.text] for unit in found.units], rtol=1e-9, atol=1e-9)
    if method != "occlusion":
        assert found.value - sum(wanted.values()) == pytest.approx(found.baseline.value)


@pytest.mark.parametrize("make", [pl.from_pandas, lambda f: {name: f[name].to_numpy() for name in f}])
def test_the_form_of_the_frame_does_not_matter(make: Any) -> None:
    found = explained(model=adding(make(FRAME)), row=ROW.to_dict())
    np.testing.assert_allclose(found.scores, explained().scores, atol=1e-12)
    assert found.kept == explained().kept


def test_the_model_gets_frames_like_the_background() -> None:
    seen: list[pd.DataFrame] = []

    def looked(rows: pd.DataFrame) -> Any:
        seen.append(rows)
        return chosen(rows)

    typed = FRAME.astype({"age": "int16", "job": "category"})
    explained("occlusion", typed.iloc[3], exegesis.load(looked, background=typed))
    for rows in seen:
        assert list(rows.columns) == list(typed.columns)
        assert (rows.dtypes == typed.dtypes).all()
    changed = pd.concat(seen[2:])  # behind the first of the background and the row itself
    assert ((changed[list(FRAME)] != ROW).sum(axis=1) <= 3).all()  # one column, or a group of three
    assert (changed["land"] == "DE").all()


def test_ten_columns_or_fewer_by_brute_force() -> None:
    model = choosing()
    found = explained("exact_shap", model=model, target="yes")
    names = [unit.text for unit in found.units]
    columns = {column.name: list(column.columns) for column in model.schema}

    def value(kept: tuple[str, ...]) -> float:
        rows = FRAME.copy()
        for name in kept:
            rows[columns[name]] = ROW[columns[name]].to_numpy()
        return float(chosen(rows.infer_objects().astype(FRAME.dtypes))[:, 1].mean())

    for index, name in enumerate(names):
        others = [other for other in names if other != name]
        total = sum(
            (value((*some, name)) - value(some)) / (len(names) * comb(len(others), size))
            for size in range(len(names))
            for some in combinations(others, size)
        )
        assert found.scores[index] == pytest.approx(total, abs=1e-9)


@pytest.mark.filterwarnings("ignore")  # shap warns while it is imported
def test_as_the_shap_package_has_it() -> None:
    shap = pytest.importorskip("shap")
    model = choosing()
    numbers = FRAME.drop(columns=["job", "land"])

    def answer(cells: Any) -> Any:
        return chosen(pd.DataFrame(cells, columns=numbers.columns).assign(job="cook"))[:, 1]

    theirs = shap.KernelExplainer(answer, numbers).shap_values(numbers.iloc[3], silent=True)
    mine = exegesis.load(
        lambda rows: chosen(rows.assign(job="cook")),
        background=numbers,
        schema=dict.fromkeys(("colour_blue", "colour_red", "colour_green"), "categorical"),
    )
    found = explained("kernel_shap", numbers.iloc[3], mine, target=1)
    by_name = {unit.text: score for unit, score in zip(found.units, found.scores, strict=True)}
    np.testing.assert_allclose([by_name[name] for name in numbers], theirs, atol=1e-9)
    assert model.labels == ("no", "yes")


@pytest.mark.parametrize("method", NAMES)
def test_every_method_goes_to_the_end_and_back(method: str) -> None:
    found = explained(method, model=choosing())
    again = Explanation.from_json(found.to_json())
    assert again == found or again.to_dict() == found.to_dict()
    assert (again.of, again.unit, len(again.units)) == ("table", "column", 5)
    assert isinstance(again.kept, KeptRow)
    assert [again.kept.said(unit) for unit in again.units[2:4]] == [ROW["job"], _colour(ROW)]
    Draft202012Validator(exegesis.explanation_schema()).validate(json.loads(found.to_json()))
    asked = exegesis.explain(choosing(), **again.again())
    np.testing.assert_allclose(asked.scores, found.scores, rtol=1e-9, atol=1e-12)


def test_one_hots_are_one_unit_and_constants_none() -> None:
    found = explained()
    assert [(unit.text, unit.at) for unit in found.units] == [
        ("age", Column(0)),
        ("rate", Column(1)),
        ("job", Column(2)),
        ("colour", Column(3)),
        ("kids", Column(4)),
    ]
    other = explained(row={**ROW.to_dict(), "land": "FR"})
    assert other.units[-1].text == "land"
    assert other.scores[-1] == pytest.approx(0)
    assert "'land' has no row with 'FR'" in other.warnings[0]


def test_rows_of_the_background_are_drawn_once_for_all() -> None:
    model = adding(frame(400))
    first, second = (explained(model=model, background_rows=7, seed=seed) for seed in (0, 1))
    assert first.baseline == second.baseline
    assert "7 rows of the background, drawn of 400" in first.baseline.description
    assert first.settings["background_rows"] == 7
    assert first.cost.forward_passes == 7 * (2**5 - 1) + 1 + 1
    wanted = parts(ROW, frame(400).iloc[model.background.drawn(7)])
    np.testing.assert_allclose(first.scores, [wanted[unit.text] for unit in first.units], atol=1e-9)


@pytest.mark.parametrize("baseline", ["mean", "median"])
def test_the_middle_as_the_baseline(baseline: str) -> None:
    found = explained("occlusion", baseline=baseline)
    middle = getattr(FRAME[["age", "rate", "kids"]], baseline)()
    wanted = {"age": 0.5 * (ROW["age"] - np.rint(middle["age"])), "rate": -2 * (ROW["rate"] - middle["rate"])}
    for name, score in wanted.items():
        assert found.scores[[unit.text for unit in found.units].index(name)] == pytest.approx(score)
    assert found.baseline.name == baseline
    with pytest.raises(InputError, match="background_rows=5 has no effect on baseline='mean'"):
        explained("occlusion", baseline="mean", background_rows=5)


def test_many_rows_of_a_frame() -> None:
    model = choosing()
    found = list(exegesis.explain_many(model, FRAME[:4], "partition_shap", target="yes"))
    for index, one in enumerate(found):
        assert isinstance(one, Explanation)
        alone = explained("partition_shap", FRAME.iloc[index], model, target="yes")
        np.testing.assert_allclose(one.scores, alone.scores, atol=1e-12)
        assert one.cost.forward_passes == alone.cost.forward_passes
    table = exegesis.to_frame(found)
    assert len(table) == 4 * 5
    bad = list(exegesis.explain_many(model, [ROW.to_dict(), {"age": 3}], "occlusion"))
    assert isinstance(bad[1], Failed)
    with pytest.raises(InputError, match="explain_many takes a frame or a list of rows; put the one row in a list"):
        exegesis.explain_many(model, ROW, "occlusion")


def test_answers_of_a_frame() -> None:
    model = choosing()
    np.testing.assert_allclose(model.predict(FRAME), chosen(FRAME))
    np.testing.assert_allclose(model.predict([ROW, FRAME.iloc[1].to_dict()]), chosen(FRAME.iloc[[3, 1]]))
    assert [one.label for one in exegesis.predict(model, FRAME[:3])] == [
        ("no", "yes")[int(p > 0.5)] for p in chosen(FRAME[:3])[:, 1]
    ]
    assert exegesis.predict(model, ROW)[0].labels == ("no", "yes")


def test_a_row_beyond_the_background_is_told() -> None:
    strange = {**ROW.to_dict(), "age": 120, "job": "astronaut", "colour_blue": 1, "colour_red": 1, "colour_green": 0}
    model = exegesis.load(lambda rows: rows["age"] * 1.0, "regression", background=FRAME)
    (told,) = explained(row=strange, model=model).warnings
    assert told == (
        "The row has what the background has not: 'age' 120 is beyond 18 to 89; 'job' has no row with 'astronaut'; "
        "in 'colour' not exactly one is 1."
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"age": 3}, "the row lacks 'rate'"),
        ({**FRAME.iloc[0].to_dict(), "Age": 1}, "has 'Age', which the background has not"),
        ({**FRAME.iloc[0].to_dict(), "rate": "high"}, "'rate' holds numbers, not the text 'high'"),
        ({**FRAME.iloc[0].to_dict(), "age": np.nan}, "'age' is missing in the row, and its type has no missing cells"),
        ({**FRAME.iloc[0].to_dict(), "rate": np.inf}, "'rate' is infinite"),
        (np.zeros(3), "a row of 3 cells without names, where the background has 8 columns"),
        ("a text", "must not be of the type str"),
        (FRAME, "the frame has 40 rows; give one of them, or all to explain_many"),
    ],
)
def test_bad_rows_are_refused_in_a_line(row: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        explained(row=row)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"unit": "word"}, "unknown unit of a table 'word'. Choose from: column"),
        ({"baseline": "delete"}, "unknown baseline of a table 'delete'. Choose from: auto, rows, mean, median"),
        ({"background_rows": 0}, "background_rows must be a whole number of at least 1"),
        ({"segments": 3}, "segments has no effect on a model of tables"),
        ({"batch_tokens": 3}, "batch_tokens has no effect on a model of tables"),
    ],
)
def test_bad_settings_are_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_a_single_column_and_nothing_to_explain() -> None:
    one = exegesis.load(lambda rows: rows["a"] * 2.0, "regression", background=pd.DataFrame({"a": [1.0, 3.0]}))
    assert explained(row={"a": 5.0}, model=one).scores.tolist() == [pytest.approx(6.0)]
    none = exegesis.load(lambda rows: rows["a"] * 2.0, "regression", background=pd.DataFrame({"a": [1.0, 1.0]}))
    with pytest.raises(InputError, match="all columns are constant in the background"):
        explained(row={"a": 1.0}, model=none)


def test_missing_cells_are_cells() -> None:
    rows = pd.DataFrame({"a": [1.0, np.nan, 3.0], "b": ["x", None, "y"]})
    model = exegesis.load(lambda f: f["a"].isna() + 2.0 * f["b"].isna(), "regression", background=rows)
    found = explained("exact_shap", rows.iloc[1], model)
    np.testing.assert_allclose(found.scores, [2 / 3, 4 / 3])
    assert isinstance(found.kept, KeptRow)
    assert [found.kept.said(unit) for unit in found.units] == ["missing", "missing"]
    assert Explanation.from_json(found.to_json()).kept == found.kept


def test_other_numbers_than_probabilities_are_told() -> None:
    with pytest.raises(exegesis.ExegesisError, match="which are not probabilities; return probabilities, or load it"):
        exegesis.load(lambda rows: np.stack([rows["age"], -rows["age"]], axis=1), background=FRAME)
    with pytest.raises(exegesis.ExegesisError, match="returned one number for each row: load it with"):
        exegesis.load(lambda rows: rows["rate"] * 0, background=FRAME)


def test_a_function_that_fails_is_told() -> None:
    def fails(rows: pd.DataFrame) -> Any:
        return rows["no such column"]

    with pytest.raises(exegesis.ExegesisError, match="fails on a row of the background: KeyError: 'no such column'"):
        exegesis.load(fails, background=FRAME)


def test_what_is_asked_later_of_the_same_and_of_another_model() -> None:
    model = choosing()
    found = explained("kernel_shap", model=model, target="yes", background_rows=10)
    report = exegesis.evaluate(found, model, "deletion_gain", removal="mean")
    assert report["deletion_gain"].value is not None
    assert exegesis.check(found, model).checks is not None
    fewer = FRAME.drop(columns="kids")
    with pytest.raises(InputError, match="the row has 'kids', which the background has not"):
        exegesis.evaluate(found, exegesis.load(lambda rows: chosen(rows.assign(kids=0)), background=fewer))
    with pytest.raises(ModelError):
        exegesis.explain(exegesis.load(_late, background=FRAME), ROW, "occlusion")


def _late(rows: pd.DataFrame) -> Any:
    """Probabilities of the first row of the background, and none of others."""
    return chosen(rows) if len(rows) == 1 and rows["age"].iloc[0] == FRAME["age"].iloc[0] else chosen(rows) * np.nan


def _colour(row: pd.Series) -> str:
    return next(name for name in ("blue", "red", "green") if row[f"colour_{name}"])
