"""Shapley values read off trees: both games by brute force, sums, units, groups, and what is refused."""

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

import exegesis
from exegesis import Explanation
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, UnsupportedError
from tests.modalities.table.tables import frame

FRAME = frame(200).drop(columns="land").astype({"job": "category"})
NUMBERS = FRAME.drop(columns="job")
TRUTH = ((FRAME["age"] > 50) ^ (FRAME["kids"] > 2)).astype(int).to_numpy()
OF_THREE = FRAME["kids"].to_numpy() % 3
pytestmark = pytest.mark.filterwarnings("ignore")  # of xgboost and lightgbm


def loaded(source: Any, background: Any = NUMBERS, **options: Any) -> TableModel:
    return exegesis.load(source, background=background, **options)


def explained(model: TableModel, row: Any = None, **settings: Any) -> Explanation:
    found = exegesis.explain(model, NUMBERS.iloc[5] if row is None else row, "tree_shap", **settings)
    assert isinstance(found, Explanation)
    return found


def xgb(kind: str = "XGBClassifier", **options: Any) -> Any:
    module = pytest.importorskip("xgboost")
    return getattr(module, kind)(n_estimators=6, max_depth=3, enable_categorical=True, **options)


def lgb(kind: str = "LGBMClassifier", **options: Any) -> Any:
    module = pytest.importorskip("lightgbm")
    return getattr(module, kind)(n_estimators=6, max_depth=3, min_child_samples=3, verbose=-1, **options)


@pytest.mark.parametrize("make", [xgb, lgb])
@pytest.mark.parametrize("truth", [TRUTH, OF_THREE])
def test_the_library_s_own_values_sum_to_the_margin(make: Any, truth: Any) -> None:
    model = loaded(make().fit(FRAME, truth), FRAME)
    assert (model.scale, model.kind) == ("logit", "single-label")
    for target in range(truth.max() + 1):
        found = explained(model, FRAME.iloc[5], target=target)
        assert found.target.output == ("log-odds" if truth is TRUTH else "logit")
        assert found.value - (found.baseline.value or 0) == pytest.approx(found.scores.sum(), abs=1e-5)
        assert found.baseline.name == "trees"
        assert "path-dependent" in found.baseline.description
        assert found.settings["game"] == "path-dependent"
        assert found.warnings == ()
        assert found.settings["background_rows"] is None


@pytest.mark.parametrize("make", [xgb, lgb])
def test_a_model_s_answers_are_those_of_its_own_predict_proba(make: Any) -> None:
    fitted = make().fit(FRAME, TRUTH)
    np.testing.assert_allclose(loaded(fitted, FRAME).predict(FRAME), fitted.predict_proba(FRAME), atol=1e-6)
    booster = fitted.get_booster() if make is xgb else fitted.booster_
    native = loaded(booster, FRAME)
    np.testing.assert_allclose(native.predict(FRAME), fitted.predict_proba(FRAME), atol=1e-6)
    row = FRAME.iloc[5]
    np.testing.assert_allclose(
        explained(native, row, target=1).scores, explained(loaded(fitted, FRAME), row, target=1).scores, atol=1e-9
    )


def test_the_path_dependent_game_by_brute_force() -> None:
    """Each absent column goes both ways at its splits, by the shares of training rows."""
    tree = DecisionTreeRegressor(max_depth=4, random_state=0).fit(NUMBERS, TRUTH + NUMBERS["rate"])
    model, row = loaded(tree), NUMBERS.iloc[5].to_numpy()
    grown, n = tree.tree_, NUMBERS.shape[1]

    def value(kept: tuple[int, ...], node: int = 0) -> float:
        left, right = grown.children_left[node], grown.children_right[node]
        if left < 0:
            return float(grown.value[node].ravel()[0])
        if grown.feature[node] in kept:
            return value(kept, left if row[grown.feature[node]] <= grown.threshold[node] else right)
        shares = grown.weighted_n_node_samples[[left, right]] / grown.weighted_n_node_samples[node]
        return float(shares[0] * value(kept, left) + shares[1] * value(kept, right))

    found = explained(model, game="path-dependent")
    by_column = shapley(value, n)
    wanted = {name: by_column[NUMBERS.columns.get_loc(name)] for name in ("age", "rate", "kids")}
    wanted["colour"] = sum(by_column[place] for place, name in enumerate(NUMBERS) if name.startswith("colour"))
    np.testing.assert_allclose(found.scores, [wanted[unit.text] for unit in found.units], atol=1e-9)
    assert found.baseline.value == pytest.approx(value(()))


@pytest.mark.parametrize(
    "estimator",
    [
        RandomForestClassifier(8, max_depth=4, random_state=0),
        GradientBoostingClassifier(n_estimators=6, random_state=0),
        HistGradientBoostingClassifier(max_iter=6),
    ],
)
def test_the_interventional_game_is_that_of_exact_shap(estimator: Any) -> None:
    apart = {name: "categorical" for name in NUMBERS if name.startswith("colour")}
    model = loaded(estimator.fit(NUMBERS, TRUTH), schema=apart)
    own, another = (
        ("probability", "log-odds") if isinstance(estimator, RandomForestClassifier) else ("log-odds", "logit")
    )
    asked: dict[str, Any] = {"background_rows": 30, "output": own}
    assert explained(model).target.output == own
    found = explained(model, target=1, **asked)
    exact = exegesis.explain(model, NUMBERS.iloc[5], "exact_shap", 1, **asked)
    np.testing.assert_allclose(found.scores, exact.scores, atol=2e-6)
    assert found.baseline.value == pytest.approx(exact.baseline.value, abs=2e-6)
    assert found.settings["game"] == "interventional"
    assert str(found.settings["library"]).startswith("shap ")
    assert "30 rows of the background" in found.baseline.description
    other = explained(model, target=0, **asked)
    np.testing.assert_allclose(other.scores, -found.scores, atol=1e-6)
    with pytest.raises(UnsupportedError, match=f"tree_shap explains the sum of the trees.* use output='{own}'"):
        explained(model, output=another)


@pytest.mark.parametrize("make", [xgb, lgb])
def test_boosted_trees_in_the_other_game(make: Any) -> None:
    apart = {name: "categorical" for name in NUMBERS if name.startswith("colour")}
    model = loaded(make().fit(NUMBERS, TRUTH), schema=apart)
    found = explained(model, target=1, game="interventional", background_rows=30)
    exact = exegesis.explain(model, NUMBERS.iloc[5], "exact_shap", 1, background_rows=30, output="log-odds")
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-5)


def test_regressors_and_early_stopping() -> None:
    forest = RandomForestRegressor(5, random_state=0).fit(NUMBERS, NUMBERS["age"] * 1.0)
    assert explained(loaded(forest)).diagnostics["convergence_delta"] == pytest.approx(0, abs=1e-6)
    boosted = xgb("XGBRegressor").fit(NUMBERS, NUMBERS["age"] * 1.0)
    found = explained(loaded(boosted))
    assert found.value == pytest.approx(boosted.predict(NUMBERS[5:6])[0], abs=1e-4)
    assert found.diagnostics["convergence_delta"] == pytest.approx(0, abs=1e-4)
    stopped = xgb(early_stopping_rounds=1, learning_rate=3.0)
    stopped.fit(NUMBERS[:100], TRUTH[:100], eval_set=[(NUMBERS[100:], TRUTH[100:])], verbose=False)
    assert explained(loaded(stopped)).diagnostics["convergence_delta"] == pytest.approx(0, abs=1e-5)


def test_answers_that_are_not_the_trees_sum_are_told() -> None:
    counted = xgb("XGBRegressor", objective="count:poisson").fit(NUMBERS, NUMBERS["kids"])
    (told,) = explained(loaded(counted)).warnings
    assert "off the change that they should sum to" in told


def test_it_goes_to_a_page_and_back() -> None:
    found = explained(loaded(xgb().fit(NUMBERS, TRUTH)))
    again = Explanation.from_json(found.to_json())
    assert again.to_dict() == found.to_dict()
    model = loaded(xgb().fit(NUMBERS, TRUTH))
    np.testing.assert_allclose(exegesis.explain(model, **again.again()).scores, found.scores)
    assert "Tree SHAP" in found.to_html()
    assert exegesis.check(found, model).checks is not None
    many = list(exegesis.explain_many(model, NUMBERS[:3], "tree_shap"))
    assert all(isinstance(one, Explanation) for one in many)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"output": "probability"}, "log-odds and not a probability: use output='log-odds', or kernel_shap"),
        ({"game": "both"}, "unknown game 'both'. Choose from: auto, path-dependent, interventional"),
        ({"background_rows": 5}, "background_rows=5 has no effect on the path-dependent game"),
    ],
)
def test_what_does_not_go_together_is_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(loaded(xgb().fit(NUMBERS, TRUTH)), **settings)


def test_what_is_no_tree_is_refused() -> None:
    line = LogisticRegression().fit(NUMBERS, TRUTH)
    steps = make_pipeline(StandardScaler(), RandomForestClassifier(3)).fit(NUMBERS, TRUTH)
    for source in (line, steps, lambda rows: np.full((len(rows), 2), 0.5)):
        with pytest.raises(
            UnsupportedError, match=r"tree_shap needs trees, which .* does not give. These methods fit it"
        ):
            explained(loaded(source))


def shapley(value: Any, n: int) -> list[float]:
    found = []
    for one in range(n):
        others = [other for other in range(n) if other != one]
        found.append(
            sum(
                (value((*some, one)) - value(some)) / (n * comb(n - 1, size))
                for size in range(n)
                for some in combinations(others, size)
            )
        )
    return found


def test_columns_are_matched_by_name() -> None:
    model = loaded(xgb().fit(NUMBERS, TRUTH))
    turned = NUMBERS.iloc[5][::-1]
    np.testing.assert_array_equal(explained(model, turned).scores, explained(model).scores)
    assert isinstance(turned, pd.Series)


@pytest.mark.parametrize("make", [xgb, lgb, lambda: HistGradientBoostingClassifier(max_iter=5), RandomForestClassifier])
def test_true_and_false_are_numbers_to_the_shap_package(make: Any) -> None:
    pytest.importorskip("shap")
    frame_of_both = NUMBERS.assign(owns=NUMBERS["age"] % 2 == 0)
    apart = {name: "categorical" for name in NUMBERS if name.startswith("colour")}
    model = loaded(make().fit(frame_of_both, TRUTH), frame_of_both, schema=apart)
    found = explained(model, frame_of_both.iloc[5], game="interventional", background_rows=10)
    output = found.target.output
    exact = exegesis.explain(model, frame_of_both.iloc[5], "exact_shap", output=output, background_rows=10)
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-5)


@pytest.mark.parametrize("make", [xgb, lgb])
def test_categories_are_refused_in_a_line_where_shap_reads_numbers(make: Any, capfd: Any) -> None:
    pytest.importorskip("shap")
    model = loaded(make().fit(FRAME, TRUTH), FRAME)
    with pytest.raises(UnsupportedError, match="column 'job' holds categories: use game='path-dependent', exact_shap"):
        explained(model, FRAME.iloc[5], game="interventional")
    assert capfd.readouterr() == ("", "")
