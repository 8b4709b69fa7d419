"""Beside a text too long to see at once: its map, and what stands around the answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exegesis.data.explanation import Explanation
from exegesis.data.records import Part, Target
from exegesis.views.marks import marks
from exegesis.views.overview import MAP_CELLS, excerpts, is_long, score_map
from exegesis.views.sections import Section, sections
from tests.views import samples


def context(explanation: Explanation) -> Section:
    return sections(explanation)[-1]


def around(explanation: Explanation) -> list[str]:
    stretches = excerpts(explanation, marks(explanation), context(explanation))
    return [explanation.text[span.start : span.end] for span in stretches]


def test_each_part_is_long_or_not_by_itself() -> None:
    assert [is_long(section) for section in sections(samples.long_question(90))] == [False, True]
    assert not any(is_long(section) for section in sections(samples.question()))


def test_the_map_of_a_part_holds_the_sum_of_its_own_scores_and_shows_the_answer() -> None:
    text = "question one\n\n" + "word " * 800
    parts = (Part("question", 0, 12), Part("context", 14, len(text)))
    explanation = samples.explanation(text, [9.0, 9.0] + [1.0] * 400 + [0.0] * 400, parts=parts)
    section = context(explanation)
    cells = score_map(explanation, section)
    assert len(cells) == MAP_CELLS
    assert {classes.split()[0] for classes, _, _ in cells[:47]} == {"exg-to"}
    assert {classes for classes, _, _ in cells[50:]} == {""}
    known = samples.long_question()
    (holding,) = [i for i, (_, _, holds) in enumerate(score_map(known, context(known), marks(known))) if holds]
    share = (marks(known)[0].span.start - context(known).span.start) / context(known).length
    assert holding == int(share * MAP_CELLS)


def test_the_answer_of_a_long_context_is_shown_with_whole_words_around_it() -> None:
    (found,) = around(samples.long_question())
    assert "champion Denver Broncos defeated" in found
    assert 400 < len(found) < 500
    assert f" {found} " in samples.long_question().text


def test_places_near_one_another_share_an_excerpt() -> None:
    known = samples.long_question()
    there = Target("Panthers", 1, "logit", "span", (samples.place(known.text, "Carolina Panthers"),))
    both = replace(known, target=replace(known.target, versus=there))
    (found,) = around(both)
    assert "Denver Broncos" in found
    assert "Carolina Panthers" in found


@pytest.mark.parametrize("build", [samples.question, samples.next_word, samples.lime])
def test_a_place_seen_without_scrolling_needs_no_excerpt(build: Callable[[], Explanation]) -> None:
    assert around(build()) == []
