"""The parts of a document: what is shown of them, and that nothing visible is ever left out."""

import pytest
from hypothesis import given

from exegesis.data.explanation import Explanation
from exegesis.data.records import Part
from exegesis.views.sections import by_section, sections, shown
from tests.views import samples
from tests.views.strategies import explanations


def names(explanation: Explanation) -> list[tuple[str, str]]:
    return [(s.name, explanation.text[s.span.start : s.span.end]) for s in sections(explanation)]


def of(text: str, *parts: tuple[int, int]) -> Explanation:
    named = tuple(Part(f"part {i}", *part) for i, part in enumerate(parts))
    return samples.explanation(text, {}, parts=named)


def test_a_plain_text_is_one_section_without_a_name() -> None:
    assert names(samples.lime()) == [("", samples.REVIEW)]


def test_two_parts_have_their_names_and_no_gap() -> None:
    assert names(samples.question()) == [("question", samples.QUESTION), ("context", samples.CONTEXT)]
    assert [name for name, _ in names(samples.pair())] == ["first text", "second text"]


@pytest.mark.parametrize(
    "parts",
    [
        [(0, 3), (7, 12)],  # leaves out what can be seen
        [(0, 6), (4, 12)],  # overlap
        [(5, 12), (0, 4)],  # out of order
        [(0, 4), (5, 99)],
        [(-3, 4), (5, 12)],
        [(0, 0), (0, 12)],
        [(0, 4)],
    ],
)
def test_parts_that_would_hide_or_repeat_characters_are_not_believed(parts: list[tuple[int, int]]) -> None:
    assert names(of("good bad fun", *parts)) == [("", "good bad fun")]


def test_white_space_around_parts_is_left_out() -> None:
    assert names(of("good  bad ", (0, 4), (6, 9))) == [("part 0", "good"), ("part 1", "bad")]


def test_a_part_without_units_says_so() -> None:
    known = samples.question()
    units = tuple(unit for unit in known.units if unit.start > len(samples.QUESTION))
    only_context = samples.explanation(known.text, {}, units=units, parts=known.parts)
    assert [section.has_units for section in sections(only_context)] == [False, True]


def test_items_are_grouped_by_section_in_order() -> None:
    known = samples.question()
    last = len(known.text) - 1
    assert by_section(known, [last, 0, 3, 60], lambda start: start) == [("question", [0, 3]), ("context", [last, 60])]
    assert by_section(known, [last], lambda start: start) == [("context", [last])]
    assert by_section(samples.lime(), [5, 1], lambda start: start) == [("", [5, 1])]


def test_a_stretch_over_two_parts_is_shown_without_the_gap() -> None:
    known = samples.question()
    edge = len(samples.QUESTION)
    assert shown(known, edge - 3, edge + 7) == "50? | Super"
    assert shown(samples.lime(), 2, 10) == "expected"


@given(explanations())
def test_every_visible_character_is_in_exactly_one_section(explanation: Explanation) -> None:
    seen = [place for s in sections(explanation) for place in range(s.span.start, s.span.end)]
    assert seen == sorted(set(seen))
    assert all(explanation.text[place].isspace() for place in set(range(len(explanation.text))) - set(seen))
