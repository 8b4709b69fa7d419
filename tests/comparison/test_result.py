"""The whole result: right and wrong, data both ways."""

import json

import pytest

from exegesis.comparison.result import Comparison
from exegesis.core.errors import InputError
from tests.comparison.toys import usual


def test_where_one_is_right_and_the_other_wrong() -> None:
    (found,) = usual().disagreements
    assert (found.index, found.right, found.wrong) == (1, ("b",), ("a",))


def test_answers_stand_in_the_order_of_texts_and_models() -> None:
    found = usual().predictions
    assert [[one and one.label for one in row] for row in found] == [
        ["negative", "negative"],
        ["negative", "positive"],
        ["positive", None],
    ]


def test_data_both_ways() -> None:
    found = usual()
    again = Comparison.from_json(found.to_json())
    assert again == found
    assert again.texts[0].explanations[0] == found.texts[0].explanations[0]
    data = json.loads(found.to_json())
    assert data["agreement"]["spearman"]["texts"] == [[2, 2], [2, 2]]
    assert data["agreement"]["spearman"]["undefined"] == [[1, 1], [1, 1]]
    assert data["disagreements"] == [{"index": 1, "right": ["b"], "wrong": ["a"]}]
    assert data["differences"][0]["word"] == "film"


@pytest.mark.parametrize("data", ["{", "[]", "{}", '{"schema_version": 1}', '{"schema_version": 1, "models": 3}'])
def test_what_is_no_comparison_is_refused(data: str) -> None:
    with pytest.raises(InputError):
        Comparison.from_json(data)
