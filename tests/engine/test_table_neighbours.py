"""LIME of rows of tables, from a frame to an explanation."""

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError
from exegesis.modalities.table.samplers import SAMPLERS
from exegesis.views.kinds import view_of
from tests.modalities.table.tables import WEIGHTS, added, adding, choosing, frame

FRAME = frame(200)
ROW = FRAME.iloc[3]


def explained(model: Any = None, row: Any = ROW, **settings: Any) -> Explanation:
    found = exegesis.explain(model or adding(FRAME), row, "lime", **settings)
    assert isinstance(found, Explanation)
    return found


def scores(found: Explanation) -> dict[str, float]:
    return {unit.text: float(score) for unit, score in zip(found.units, found.scores, strict=True)}


def test_numbers_of_a_sum_have_their_weight_times_their_deviation() -> None:
    """Undiscretised the linear model is the sum itself, but for the penalty of 1 among thousands of rows."""
    numbers = FRAME[list(WEIGHTS)].astype(float)
    model = exegesis.load(lambda rows: np.asarray(rows @ np.array(list(WEIGHTS.values()))), "regression",
                          background=numbers)  # fmt: skip
    found = explained(model, numbers.iloc[3], bins="none", samples=4000)
    expected = {name: weight * numbers[name].std(ddof=0) for name, weight in WEIGHTS.items()}
    assert scores(found) == pytest.approx(expected, rel=3e-3)
    around = explained(model, numbers.iloc[3], sampler="around", samples=4000)
    assert scores(around) == pytest.approx(expected, rel=3e-3)


def test_categories_of_two_values_have_their_difference() -> None:
    """Of a sum over columns that are one thing or another, every sampler gives what the row's values add."""
    rng = np.random.default_rng(0)
    choices = pd.DataFrame({name: rng.choice(["no", "yes"], 100) for name in "abc"})
    worth = {"a": 2.0, "b": -1.0, "c": 0.5}
    model = exegesis.load(
        lambda rows: sum(value * (rows[name] == "yes") for name, value in worth.items()).to_numpy(),
        "regression",
        background=choices,
    )
    row = choices.iloc[0]
    expected = {name: value if row[name] == "yes" else -value for name, value in worth.items()}
    for name in set(SAMPLERS) - {"around"}:
        found = explained(model, row, sampler=name, samples=2500)
        assert scores(found) == pytest.approx(expected, rel=5e-3), name


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_sampler_says_how_it_draws_and_is_asked_again(name: str) -> None:
    model = choosing()
    found = explained(model, frame().iloc[3], sampler=name, samples=300, seed=2)
    assert found.baseline.name == found.settings["sampler"] == name
    assert found.baseline.description.startswith("other values are")
    assert Explanation.from_json(found.to_json()) == found
    again = exegesis.explain(model, **found.again())
    np.testing.assert_allclose(again.scores, found.scores, rtol=1e-9)
    assert found.cost.forward_passes <= 301


def test_bins_are_said_beside_what_the_row_has() -> None:
    found = explained(samples=100)
    low = np.percentile(FRAME["age"], 25)
    place = next(place for place, unit in enumerate(found.units) if unit.text == "age")
    assert found.settings["bins"] == "quartile"
    assert set(found.settings["compared_with"]) == {"age", "rate", "kids"}
    assert "job" in found.to_html()
    assert view_of(found).label(found, place) == f"age = {ROW['age']} (≤ {low:.4g})"
    assert view_of(found).place(found, place) == "a number in this bin"
    assert explained(samples=100, bins="none").settings["compared_with"] == {}


def test_masked_columns_are_a_sampler_too_and_fit_a_sum() -> None:
    found = explained(sampler="masks", samples=4000, kernel_width=1000.0, background_rows=20)
    removed = exegesis.explain(adding(FRAME), ROW, "occlusion", background_rows=20)
    np.testing.assert_allclose(found.scores, removed.scores, rtol=5e-3, atol=5e-3)


def test_entropy_asks_what_the_model_answers_to_the_background() -> None:
    model = choosing()
    first, second = (explained(model, frame().iloc[3], bins="entropy", samples=100) for _ in range(2))
    assert first.settings["bins"] == "entropy"
    assert first.cost.forward_passes == second.cost.forward_passes == 101 + len(model.background)
    np.testing.assert_array_equal(first.scores, second.scores)
    with pytest.raises(InputError, match="needs a model of classes"):
        explained(bins="entropy")


def test_a_check_takes_other_samplers_for_other_baselines() -> None:
    model = choosing()
    found = exegesis.check(explained(model, frame().iloc[3], samples=200), model, seeds=1, orders=3)
    assert found.checks is not None
    assert found.checks.baselines is not None
    assert found.checks.baselines.conditions == ("from_rows",)
    assert found.checks.seeds is not None


def test_many_rows_are_explained_as_each_alone() -> None:
    model = choosing()
    together = list(exegesis.explain_many(model, frame()[:3], "lime", samples=100, ids=["a", "b", "c"]))
    alone = exegesis.explain(model, frame().iloc[1], "lime", samples=100, id="b")
    np.testing.assert_allclose(together[1].scores, alone.scores, rtol=1e-9)


def test_the_model_is_asked_for_what_was_drawn_in_the_frames_own_types() -> None:
    seen: list[pd.DataFrame] = []

    def looked(rows: pd.DataFrame) -> Any:
        seen.append(rows)
        return added(rows)

    model = exegesis.load(looked, "regression", background=FRAME)
    explained(model, samples=50)
    drawn = seen[-1]
    assert drawn.dtypes.tolist() == FRAME.dtypes.tolist()
    assert set(drawn["job"]) <= set(FRAME["job"])
    assert set(drawn[["colour_blue", "colour_red", "colour_green"]].sum(axis=1)) == {1}
    assert set(drawn["land"]) == {"DE"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"sampler": "rows"}, "unknown sampler 'rows'"),
        ({"bins": "octile"}, "unknown bins 'octile'"),
        ({"sampler": "masks", "bins": "decile"}, "no effect on sampler='masks'"),
        ({"sampler": "around", "bins": "decile"}, "has no effect"),
        ({"baseline": "mean"}, "use sampler='masks'"),
        ({"background_rows": 5}, "use sampler='masks'"),
    ],
)
def test_what_has_no_effect_is_refused_before_anything_runs(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_a_column_that_says_something_new_is_told() -> None:
    found = explained(row={**ROW.to_dict(), "job": "diver"}, model=_known())
    assert any("'job' has no row with 'diver'" in warning for warning in found.warnings)


def _known() -> Any:
    """A sum that takes any job."""

    def known(rows: pd.DataFrame) -> Any:
        return added(rows.assign(job=rows["job"].replace("diver", "cook")))

    return exegesis.load(known, "regression", background=FRAME)


def test_work_is_not_called_long_where_a_batch_takes_as_long_as_a_row() -> None:
    """A forest takes as long for one row as for hundreds: told by one row, it would be two minutes (here an error)."""

    def slow_to_start(rows: pd.DataFrame) -> Any:
        time.sleep(0.06)
        return added(rows)

    model = exegesis.load(slow_to_start, "regression", background=FRAME)
    assert explained(model, samples=2000).cost.forward_passes == 2001


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_stopping_rule_asks_for_no_row_twice(name: str) -> None:
    """Each look asks for what is new: as many passes as samples, and the scores of so many without the rule."""
    model = choosing()
    found = explained(model, frame().iloc[3], sampler=name, samples=900, until_top=5, confidence=0.9999)
    count = found.diagnostics["samples"]
    assert count > 251
    assert found.cost.forward_passes == count + 1
    plain = explained(model, frame().iloc[3], sampler=name, samples=count)
    np.testing.assert_allclose(found.scores, plain.scores, rtol=1e-9)
