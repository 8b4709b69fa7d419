"""The pieces of a text: nothing lost, and each character coloured by the unit it belongs to."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Group, Unit
from exegesis.views.marks import Mark
from exegesis.views.overlay import along, pieces
from tests.examples import examples
from tests.views import samples
from tests.views.strategies import explanations


def of(text: str, *spans: list[tuple[int, int]]) -> Explanation:
    units = [Unit("", tuple(Span(*span) for span in each)) for each in spans]
    return samples.explanation(text, [1.0] * len(units), units=units)


def owners(explanation: Explanation) -> list[tuple[str, int | None]]:
    return [(piece.text, piece.unit) for piece in pieces(explanation)]


def test_words_and_what_lies_between_them() -> None:
    assert owners(of("to be,\tor", [(0, 2)], [(3, 5)], [(7, 9)])) == [
        ("to", 0), (" ", None), ("be", 1), (",\t", None), ("or", 2),
    ]  # fmt: skip


def test_adjacent_units_and_adjacent_places_of_one_unit_stay_apart() -> None:
    assert owners(of("abcd", [(0, 1), (1, 2)], [(2, 4)])) == [("a", 0), ("b", 0), ("cd", 1)]


def test_a_unit_colours_all_its_places_in_any_order() -> None:
    assert owners(of("a b a", [(4, 5), (0, 1)], [(2, 3)])) == [("a", 0), (" ", None), ("b", 1), (" ", None), ("a", 0)]


def test_where_spans_overlap_the_shorter_wins_and_of_equals_the_first() -> None:
    assert owners(of("abcdef", [(0, 6)], [(2, 4)])) == [("ab", 0), ("cd", 1), ("ef", 0)]
    assert owners(of("abcd", [(0, 3)], [(1, 4)])) == [("abc", 0), ("d", 1)]


def test_spans_outside_the_text_or_turned_round_count_for_nothing() -> None:
    assert owners(of("ab", [(1, 99)], [(50, 60)], [(2, 1)])) == [("a", None), ("b", 0)]
    assert owners(of("ab", [(-9, 1)])) == [("a", 0), ("b", None)]


def test_an_empty_text_and_a_text_without_units() -> None:
    assert pieces(of("")) == []
    assert owners(of("ab")) == [("ab", None)]


def test_phrases_hold_the_white_space_between_their_words() -> None:
    explanation = of("a b c", [(0, 1)], [(2, 3)], [(4, 5)])
    phrase = Group("b c", (Span(2, 3), Span(4, 5)), 1.0, (1, 2), None)
    assert [(p.text, p.phrase) for p in pieces(explanation, [phrase])] == [
        ("a", None), (" ", None), ("b", 0), (" ", 0), ("c", 0),
    ]  # fmt: skip


def test_a_stretch_has_only_its_own_pieces() -> None:
    explanation = of("one two three", [(0, 3)], [(4, 7)], [(8, 13)])
    found = pieces(explanation, stretch=Span(2, 10))
    assert [(piece.text, piece.unit) for piece in found] == [("e", 0), (" ", None), ("two", 1), (" ", None), ("th", 2)]


def test_marks_cut_the_text_and_empty_ones_do_not() -> None:
    explanation = of("one two", [(0, 3)], [(4, 7)])
    found = pieces(explanation, (), [Mark(Span(1, 5), "span"), Mark(Span(7, 7), "next", "x")])
    assert [(piece.text, piece.unit, piece.mark) for piece in found] == [
        ("o", 0, None), ("ne", 0, 0), (" ", None, 0), ("t", 1, 0), ("wo", 1, None),
    ]  # fmt: skip


@given(explanations())
@examples(200)
def test_the_pieces_are_the_text_and_each_has_an_owner_that_covers_it(explanation: Explanation) -> None:
    found = pieces(explanation, explanation.groups)
    assert "".join(piece.text for piece in found) == explanation.text
    place = 0
    for piece in found:
        assert piece.text
        covering = [i for i, u in enumerate(explanation.units) if any(s.start <= place < s.end for s in u.spans)]
        assert piece.unit in covering if covering else piece.unit is None
        place += len(piece.text)


@pytest.mark.parametrize("build", samples.SHAPES)
def test_the_map_of_a_text_holds_the_whole_sum(build: Callable[[], Explanation]) -> None:
    explanation = build()
    assert along(explanation, 7).sum() == pytest.approx(explanation.scores.sum())


def test_the_map_puts_scores_where_they_stand() -> None:
    explanation = of("abcdefgh", [(0, 2)], [(6, 8), (2, 4)])
    np.testing.assert_allclose(along(explanation, 2, Span(4, 8)), [0.0, 0.5])
    # Middles: unit 0 at character 1, unit 1 at characters 7 and 3 with half its score each; cells of two characters.
    np.testing.assert_allclose(along(explanation, 4), [1.0, 0.5, 0.0, 0.5])
