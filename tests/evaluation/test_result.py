"""Evaluations: their measures in order, through JSON and back, and what is none."""

import copy
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.records import Cost
from exegesis.evaluation.result import Evaluation, Measure

COST = Cost(4, 0, 90, 0.5)
FAR = Measure("sufficiency", None, "probability", "mask", "lower", "the text has one word", COST)
NEAR = Measure(
    "comprehensiveness", 0.25, "probability", "mask", "higher", None, COST, {"steps": (1, 5), "areas": [0.5]}
)
WHOLE = Evaluation(
    {"sufficiency": FAR, "comprehensiveness": NEAR},
    "lime",
    "good",
    "probability",
    "good",
    "toy",
    "A text",
    None,
    0,
    COST,
)


def test_measures_are_a_list_in_their_order_and_come_back() -> None:
    data = WHOLE.to_dict()
    assert [one["name"] for one in data["measures"]] == ["sufficiency", "comprehensiveness"]
    again = Evaluation.from_json(WHOLE.to_json())
    assert again == WHOLE
    assert list(again) == list(WHOLE)
    assert again["sufficiency"] == FAR
    assert again.to_json() == WHOLE.to_json()
    assert copy.deepcopy(again.cost) == COST


def test_numbers_that_are_none_are_null() -> None:
    odd = Evaluation({"a": Measure("a", float("nan"), "x", None, "lower", None, COST)}, *list(vars(WHOLE).values())[1:])
    assert odd.to_dict()["measures"][0]["value"] is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"measures": 5}, "measures should be a list, not 5"),
        ({"measures": [5]}, r"measures\[0\] should be an object, not 5"),
        ({"measures": [{"value": 1.0}]}, r"it lacks measures\[0\]\.name"),
        ({"measures": [WHOLE.to_dict()["measures"][0]] * 2}, "measures: two of them have the same name"),
        ({"seed": "0"}, "seed should be a whole number, not '0'"),
        ({"cost": None}, "cost should be an object, not None"),
        ({"more": 1}, "it has an unknown field more"),
    ],
)
def test_what_is_no_evaluation_is_refused_in_a_line(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=f"^the data is not an evaluation: ({said})"):
        Evaluation.from_dict({**WHOLE.to_dict(), **changes})
