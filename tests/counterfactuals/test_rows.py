"""Rows of tables: columns moved within what is allowed, as little as it takes."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.counterfactuals import counterfactual

RNG = np.random.default_rng(0)
ROWS = pd.DataFrame(
    {
        "age": RNG.integers(18, 80, 200),
        "hours": np.round(RNG.uniform(10, 60, 200), 1),
        "job": RNG.choice(["cook", "clerk", "nurse"], 200),
        "sex": RNG.choice(["f", "m"], 200),
        "same": np.ones(200),
    }
)
OWN = {"age": 30, "hours": 20.0, "job": "cook", "sex": "f", "same": 1.0}


def points(frame: pd.DataFrame) -> Any:
    """A loan for 50 points or more: age and hours count one each, nurses get 10, men 35."""
    found = frame["age"] - 30 + frame["hours"] + 10 * (frame["job"] == "nurse") + 35 * (frame["sex"] == "m")
    yes = 1 / (1 + np.exp(-(found.to_numpy(dtype=float) - 49.999)))
    return np.stack([1 - yes, yes], axis=1)


MODEL = exegesis.load(points, background=ROWS, labels=["no", "yes"])


def moves(found: Any, place: int = 0) -> dict[str, str]:
    return {edit.unit.text: edit.new for edit in found.found[place].edits}


def test_the_cheapest_single_column_is_moved_and_no_farther_than_it_takes() -> None:
    found = counterfactual(MODEL, OWN, keep=["sex"])
    ((name, new),) = moves(found).items()
    known = {"age": ROWS["age"], "hours": ROWS["hours"]}[name]
    enough = known[known >= {"age": 60, "hours": 50}[name]].min()  # 30 points are missing
    assert float(new) == pytest.approx(enough, abs=0.05)
    (edit,) = found.found[0].edits
    between = ((known > OWN[name]) & (known <= enough)).mean()  # the share of rows on the way
    assert edit.cost == pytest.approx(between)
    assert found.found[0].distance == edit.cost
    assert found.found[0].prediction.label == "yes"
    assert (found.unit, found.text, found.of) == ("column", "", "table")


def test_a_column_that_costs_more_gives_way_to_another() -> None:
    cheap = counterfactual(MODEL, OWN, costs={"age": 0.01}, keep="sex")
    dear = counterfactual(MODEL, OWN, costs={"age": 100.0, "sex": 50.0})
    assert list(moves(cheap)) == ["age"]
    assert list(moves(dear)) == ["hours"]


def test_ranges_directions_and_columns_that_stay_hold() -> None:
    within = counterfactual(MODEL, OWN, keep=["sex", "job"], ranges={"age": (30, 45)})
    assert list(moves(within)) == ["hours"]
    together = counterfactual(MODEL, OWN, keep=["sex", "job"], ranges={"age": (30, 45), "hours": (20, 40)})
    assert set(moves(together)) == {"age", "hours"}
    assert float(moves(together)["age"]) <= 45
    assert float(moves(together)["hours"]) <= 40
    assert together.found[0].minimal == "parts"
    down = counterfactual(MODEL, OWN, keep=["sex", "job"], directions={"age": "down", "hours": "down"})
    assert (down.found, down.stopped) == ((), "exhausted")
    assert all(float(edit.new) > OWN[edit.unit.text] for edit in together.found[0].edits)


def test_what_is_found_is_yes_when_asked_again_and_in_other_columns_each_time() -> None:
    found = counterfactual(MODEL, OWN, count=3)
    assert [set(moves(found, place)) for place in range(2)] != []
    seen = [frozenset(moves(found, place)) for place in range(len(found.found))]
    assert len(set(seen)) == len(seen) == 3
    for one in found.found:
        assert one.changed is not None
        assert exegesis.predict(MODEL, one.changed.input)[0].label == "yes"  # type: ignore[union-attr]


def test_nothing_that_may_move_is_no_error() -> None:
    found = counterfactual(MODEL, OWN, keep=["age", "hours", "job", "sex"])
    assert (found.found, found.stopped, found.changeable) == ((), "exhausted", 0)


def test_groups_of_one_hots_move_as_one() -> None:
    frame = pd.DataFrame(
        {"red": [1, 0, 0, 1], "blue": [0, 1, 0, 0], "green": [0, 0, 1, 0], "size": [1.0, 2.0, 3.0, 4.0]}
    )
    model = exegesis.load(
        lambda rows: np.stack([1 - rows["blue"], rows["blue"]], axis=1).astype(float),
        background=frame,
        schema={"colour": {"columns": ["red", "blue", "green"]}},
        labels=["other", "blue"],
    )
    found = counterfactual(model, {"red": 1, "blue": 0, "green": 0, "size": 1.0})
    assert moves(found) == {"colour": "blue"}
    assert found.found[0].edits[0].old == "red"


@pytest.mark.parametrize(
    ("wish", "match"),
    [
        ({"keep": ["wage"]}, "unknown column 'wage'"),
        ({"ranges": {"job": (0, 1)}}, "column 'job' has no range: it is categorical"),
        ({"ranges": {"age": (50, 40)}}, "range of column 'age' is empty"),
        ({"ranges": {"age": 5}}, "must be two numbers"),
        ({"directions": {"age": "sideways"}}, "unknown direction of 'age'"),
        ({"directions": {"job": "up"}}, "has no up and down"),
        ({"costs": {"age": 0}}, "must be a number above 0"),
        ({"costs": {"age": True}}, "must be a number above 0"),
        ({"by": "delete"}, "unknown kind of edit of this .table. 'delete'"),
        ({"proposals": 3}, "proposals has no effect"),
        ({"fluency": "bundled:masked-words"}, "fluency is for texts"),
    ],
)
def test_what_is_no_limit_is_refused(wish: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        counterfactual(MODEL, OWN, **wish)
