"""Words of a text beside those of its edit: what is kept, replaced, deleted, inserted, and by how much it changes."""

import numpy as np
import pytest

from exegesis.core.types import Span
from exegesis.data.records import Part, Unit
from exegesis.edits.changes import changes
from tests.edits.toys import edit
from tests.views.samples import explanation


def test_every_word_of_both_texts_is_there_once() -> None:
    found = edit("a very good film", [0.0, 0.1, 0.5, -0.1], "a very bad film indeed", [0.2, 0.1, -0.6, -0.1, 0.3])
    told = [(one.kind, one.original, one.edited, one.before, one.after) for one in found.changes]
    assert told == [
        ("kept", "a", "a", 0.0, 0.2),
        ("kept", "very", "very", 0.1, 0.1),
        ("replaced", "good", "bad", 0.5, -0.6),
        ("kept", "film", "film", -0.1, -0.1),
        ("inserted", "", "indeed", None, 0.3),
    ]
    assert [round(one.change, 9) for one in found.changes] == [0.2, 0.0, -1.1, 0.0, 0.3]


def test_a_deleted_word_is_no_longer_there_and_its_score_is_the_change() -> None:
    found = edit("a very good film", [0.0, 0.1, 0.5, -0.1], "a good film", [0.0, 0.4, -0.1]).changes
    assert [(one.kind, one.original) for one in found if one.kind != "kept"] == [("deleted", "very")]
    assert found[1].after is None
    assert found[1].change == pytest.approx(-0.1)


def test_one_word_for_several_is_one_replacement_whose_scores_are_added() -> None:
    found = edit("not at all dull", [0.1, 0.2, 0.3, -0.5], "hardly dull", [0.4, -0.5]).changes
    assert (found[0].kind, found[0].original, found[0].edited) == ("replaced", "not at all", "hardly")
    assert (found[0].before, found[0].after) == (pytest.approx(0.6), pytest.approx(0.4))


def test_edits_asked_for_side_by_side_are_told_apart() -> None:
    one, other = explanation("a very good film", [0.0, 0.1, 0.5, 0.0]), explanation("a rather bad film", [0.0] * 4)
    shorter = explanation("a bad film", [0.0] * 3)
    told = [(row.kind, row.original) for row in changes(one, shorter, {"very": "", "good": "bad"})]
    assert told[1:3] == [("deleted", "very"), ("replaced", "good")]
    assert [row.original for row in changes(one, other, {"very good": "rather bad"})][1] == "very good"
    assert [row.original for row in changes(one, shorter, {"film": "x"})][1] == "very good"


@pytest.mark.parametrize(
    ("before", "after"),
    [("a b c", "x y z"), ("a a a b", "b a a a"), ("one two", "two"), ("one", "zero one two"), ("a, b.", "a b!")],
)
def test_the_changes_add_up_to_the_change_of_the_sums(before: str, after: str) -> None:
    rng = np.random.default_rng(0)
    one, other = (explanation(text, scores={}) for text in (before, after))
    one, other = (explanation(made.text, rng.normal(size=len(made.units)).tolist()) for made in (one, other))
    found = changes(one, other, {})
    assert sum(row.change for row in found) == pytest.approx(other.scores.sum() - one.scores.sum())
    for side, made in (("original", one), ("edited", other)):
        spans = [span for row in found for span in getattr(row, f"{side}_spans")]
        assert spans == [unit.spans[0] for unit in made.units]


def test_word_pieces_are_summed_to_words_and_a_bag_is_taken_apart() -> None:
    pieces = [Unit("won", (Span(0, 3),)), Unit("derful", (Span(3, 9),)), Unit("film", (Span(10, 14),))]
    one = explanation("wonderful film", [0.1, 0.2, 0.3], units=pieces, unit="token")
    found = changes(one, explanation("dull film", [-0.5, 0.3], unit="token"), {})
    assert [(row.original, row.edited) for row in found] == [("wonderful", "dull"), ("film", "film")]
    assert found[0].before == pytest.approx(0.3)
    bag = explanation("so so", [0.4], units=[Unit("so", (Span(0, 2), Span(3, 5)))])
    assert [row.before for row in changes(bag, explanation("so so", [0.0, 0.0]), {})] == pytest.approx([0.2, 0.2])


def test_parts_are_set_beside_parts() -> None:
    parts = (Part("first", 0, 3), Part("second", 5, 8))
    one = explanation("a b\n\nb a", [1.0, 2.0, 3.0, 4.0], parts=parts)
    other = explanation("b a\n\nb a", [2.0, 1.0, 3.0, 4.0], parts=parts)
    found = changes(one, other, {})
    assert [(row.kind, row.before) for row in found][-2:] == [("kept", 3.0), ("kept", 4.0)]
    assert all(row.original_spans[0].start < 5 for row in found if row.kind == "deleted")


def test_changes_within_two_standard_errors_are_noise_and_unknown_errors_are_none() -> None:
    found = edit("a b c", [0.0, 0.0, 0.0], "a b d", [0.5, 0.2, 0.1], errors=([0.1] * 3, [0.1, 0.1, np.nan])).changes
    assert [one.is_noise for one in found] == [False, True, False]
    assert found[0].error == pytest.approx(0.1 * 2**0.5)
    assert found[2].error is None
    assert not any(one.is_noise for one in edit("a b", [0, 0], "a c", [0.0, 0.1]).changes)
