"""An edit as data: what changed, JSON both ways, what is refused, and how it shows itself."""

import json

import pytest

from exegesis.core.errors import InputError
from exegesis.data.records import Prediction
from exegesis.edits.result import Edit
from tests.edits.toys import edit, usual
from tests.views.samples import explanation


def test_the_edited_words_come_first_then_what_changed_most() -> None:
    found = edit("a b c d", [0.0, 0.0, 0.0, 0.1], "a b c x", [0.1, -0.5, 0.2, 0.1])
    assert [one.edited for one in found.top()] == ["x", "b", "c", "a"]
    assert [one.edited for one in found.top(2)] == ["x", "b"]
    assert found.sums == (0.0, pytest.approx(-0.2))
    assert found.value_change == pytest.approx(-0.7)


def test_the_answers_before_and_after() -> None:
    found = usual()
    assert found.flipped
    assert found.outputs == (("negative", pytest.approx(0.1), 0.8), ("positive", 0.9, 0.2))
    assert not edit("a b", [0, 0], "a c", [0, 0], sure=(0.9, 0.6)).flipped


def test_sets_of_labels_and_values() -> None:
    def labels(*outputs: float) -> Prediction:
        return Prediction("x", 0, outputs, ("x", "y"), "multi-label")

    def beside(one: Prediction, other: Prediction) -> Edit:
        return Edit(explanation("a", [0.0], prediction=one), explanation("b", [0.0], prediction=other))

    assert beside(labels(0.9, 0.4), labels(0.9, 0.6)).flipped
    assert not beside(labels(0.9, 0.4), labels(0.8, 0.3)).flipped
    values = [Prediction("score", 0, (value,), ("score",), "regression") for value in (1.0, 5.0)]
    assert not beside(*values).flipped


def test_json_both_ways() -> None:
    found = usual()
    data = json.loads(found.to_json())
    assert Edit.from_json(found.to_json()) == found
    assert (data["flipped"], data["outputs"][1]) == (True, ["positive", 0.9, 0.2])
    assert [row["kind"] for row in data["changes"]] == [one.kind for one in found.changes]
    assert data["changes"][1]["change"] == pytest.approx(found.changes[1].change)


@pytest.mark.parametrize(
    "data", [[], {}, {"schema_version": 2}, {"schema_version": 1}, {"schema_version": 1, "original": 3}]
)
def test_what_is_no_edit_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        Edit.from_dict(data)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not JSON"):
        Edit.from_json("{")


def test_two_explanations_of_other_shapes_are_no_edit() -> None:
    with pytest.raises(InputError, match="explain both alike"):
        Edit(explanation("a", [0.0]), explanation("a", [0.0], unit="sentence"))


def test_it_shows_itself_in_a_line_and_in_a_notebook() -> None:
    assert repr(usual()) == "Edit(positive -> negative; 2 of 4 words edited)"
    assert usual()._repr_html_().count('<div class="exegesis">') == 1
    assert usual().to_html().startswith("<!doctype html>")
