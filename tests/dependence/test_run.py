"""Curves of models of tables against what they are, and what is refused."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.dependence import dependence
from exegesis.dependence.curves import grid_of
from tests.modalities.table.tables import COLOURS, JOBS, WEIGHTS, added, adding, choosing, chosen, frame

FRAME = frame(60)


def test_partial_dependence_is_the_mean_with_the_value_put_in() -> None:
    found = dependence(choosing(), FRAME, columns=["rate", "job"], lines=4)
    rate = found["rate"]
    for value, mean in zip(rate.grid, rate.partial, strict=True):
        assert mean == pytest.approx(chosen(FRAME.assign(rate=value))[:, 1].mean())
    job = found["job"]
    for name, mean in zip(job.names, job.partial, strict=True):
        assert mean == pytest.approx(chosen(FRAME.assign(job=name))[:, 1].mean())
    assert set(job.names) == set(JOBS)
    assert len(rate.lines) == 4
    each = np.stack([chosen(FRAME.assign(rate=value))[:, 1] for value in rate.grid], axis=1)
    assert all((np.abs(each - line).max(axis=1) < 1e-9).any() for line in rate.lines)
    assert found.target.name == "yes"


def test_a_sum_has_lines_of_its_weights_by_both() -> None:
    found = dependence(adding(FRAME), FRAME)
    for name, weight in WEIGHTS.items():
        curve = found[name]
        np.testing.assert_allclose(np.diff(curve.partial), weight * np.diff(curve.grid))
        assert curve.local is not None
        np.testing.assert_allclose(np.diff(curve.local.effect), weight * np.diff(curve.local.edges))
    swings = [curve.swing for curve in found.curves]
    assert swings == sorted(swings, reverse=True)
    assert "land" not in {curve.column for curve in found.curves}


def test_a_group_of_one_hots_is_one_column() -> None:
    curve = dependence(adding(FRAME), FRAME, columns="colour")["colour"]
    assert curve.names == ("blue", "red", "green")
    np.testing.assert_allclose(curve.partial - curve.partial[0], np.array(list(COLOURS.values())) - 0.25)
    assert curve.local is None
    np.testing.assert_allclose(curve.shares, [FRAME[name].mean() for name in COLOURS])


def test_ordered_categories_have_local_effects_over_their_places() -> None:
    grades = FRAME.assign(grade=pd.Categorical(np.array(["low", "mid", "high"])[np.arange(60) % 3],
                                               ["low", "mid", "high"], ordered=True))  # fmt: skip
    worth = {"low": 0.0, "mid": 2.0, "high": 3.0}
    model = exegesis.load(lambda rows: added(rows) + rows["grade"].astype(str).map(worth).to_numpy(), "regression",
                          background=grades)  # fmt: skip
    curve = dependence(model, grades, columns="grade")["grade"]
    assert curve.names == ("low", "mid", "high")
    assert curve.local is not None
    np.testing.assert_allclose(np.diff(curve.local.effect), [2.0, 1.0])


def test_missing_numbers_have_no_part_in_local_effects_and_it_is_said() -> None:
    holes = FRAME.assign(rate=FRAME["rate"].where(np.arange(60) % 4 > 0))
    model = exegesis.load(lambda rows: rows["rate"].fillna(9.0).to_numpy(), "regression", background=holes)
    found = dependence(model, holes, columns="rate")
    curve = found["rate"]
    assert curve.local is not None
    assert sum(curve.local.counts) == 45
    np.testing.assert_allclose(np.diff(curve.local.effect), np.diff(curve.local.edges))
    assert "'rate' is missing" in found.notes[0]


def test_shuffling_costs_where_the_model_leans_and_nothing_elsewhere() -> None:
    model = adding(FRAME)
    found = dependence(model, FRAME, truths=added(FRAME), columns="age", shuffles=4)
    assert found.importance is not None
    assert found.importance.measure == "R²"
    assert found.importance.score == pytest.approx(1.0)
    falls = {one.column: one for one in found.importance.columns}
    assert falls["land"].mean == 0
    assert falls["age"].mean > falls["kids"].mean > 0
    assert falls["age"].low <= falls["age"].mean <= falls["age"].high
    labels = np.where(chosen(FRAME)[:, 1] > 0.5, "yes", "no")
    by_label = dependence(choosing(), FRAME, truths=labels, columns="age", shuffles=2)
    assert by_label.importance is not None
    assert (by_label.importance.measure, by_label.importance.score) == ("accuracy", 1.0)


def test_same_seed_same_rows_and_the_background_where_no_data_are_given() -> None:
    model = choosing()
    one, other = (dependence(model, FRAME, rows=20, columns="age", seed=3) for _ in range(2))
    np.testing.assert_array_equal(one["age"].partial, other["age"].partial)
    assert one.rows == 20
    assert dependence(model, columns="age").rows == len(model.background)
    assert one.cost.forward_passes > 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"columns": "ages"}, "unknown column 'ages'"),
        ({"columns": ["age", "age"]}, "named twice"),
        ({"truths": ["yes"]}, "1 truths for 60 rows"),
        ({"truths": ["maybe"] * 60}, "unknown label 'maybe'"),
        ({"data": None, "truths": ["yes"]}, "give both"),
        ({"rows": 1}, "rows must be a whole number of at least 2"),
        ({"target": "maybe"}, "maybe"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        dependence(choosing(), **{"data": FRAME, **given})


def test_a_model_of_texts_is_refused() -> None:
    with pytest.raises(exegesis.ExegesisError, match="dependence is for models of tables"):
        dependence("bundled:sentiment-tiny", FRAME)


def test_a_grid_runs_between_the_tails() -> None:
    values = np.concatenate([np.zeros(90), np.arange(1, 11) * 10.0])
    np.testing.assert_array_equal(grid_of(np.array([1.0, 2.0, 2.0, np.nan]), 0, 20, True), [1, 2])
    assert grid_of(values, 0, 5, True).max() < 100
    np.testing.assert_array_equal(grid_of(values, 3, 5, False), [0, 1, 2])
    assert len(grid_of(np.random.default_rng(0).normal(size=500), 0, 20, False)) == 20
