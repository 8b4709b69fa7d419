"""The places a target speaks of: which characters are marked, and as what."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.views.marks import marks
from tests.views import samples
from tests.views.strategies import explanations


def marked(explanation: Explanation) -> list[tuple[str, str]]:
    return [(mark.kind, explanation.text[mark.span.start : mark.span.end]) for mark in marks(explanation)]


@pytest.mark.parametrize(
    ("build", "found"),
    [
        (samples.lime, []),
        (samples.no_answer, []),
        (samples.question, [("span", "Denver Broncos")]),
        (lambda: samples.question("start"), [("start", "Denver")]),
        (lambda: samples.question("end"), [("end", "Broncos")]),
        (samples.two_answers, [("span", "Denver Broncos"), ("other", "Carolina Panthers")]),
        (samples.hidden, [("word", "she")]),
        (samples.masked, [("word", "[MASK]")]),
        (samples.tag, [("tag", "New  York")]),
        (samples.next_word, [("next", "")]),
        (samples.arabic_question, [("span", "يوسف شاهين")]),
    ],
)
def test_what_is_marked(build: Callable[[], Explanation], found: list[tuple[str, str]]) -> None:
    assert marked(build()) == found


def test_a_next_word_is_a_ghost_at_the_end_of_the_text_and_nowhere_else() -> None:
    (mark,) = marks(samples.next_word())
    assert (mark.ghost, mark.span) == ("Paris", (24, 24))
    inside = replace(samples.next_word().target, spans=(Span(3, 3),))
    assert marks(replace(samples.next_word(), target=inside)) == []


def test_another_answer_that_meets_the_marked_one_is_not_marked() -> None:
    known = samples.question()
    that = Target("Broncos", 42, "logit", "span", (samples.place(known.text, "Broncos"),))
    assert marked(replace(known, target=replace(known.target, versus=that))) == [("span", "Denver Broncos")]


def test_words_apart_are_marked_apart() -> None:
    known = samples.tag()
    spans = (samples.place(known.text, "She"), samples.place(known.text, "Paris"))
    assert marked(replace(known, target=replace(known.target, spans=spans))) == [("tag", "She"), ("tag", "Paris")]


def test_what_the_model_does_not_see_is_marked_unless_it_is_a_targets_place() -> None:
    known = samples.tag()
    she, york = samples.place(known.text, "She"), samples.place(known.text, "York")
    assert marked(replace(known, unseen=(she, york))) == [("tag", "New  York"), ("unseen", "She")]


@given(explanations())
def test_marks_lie_inside_the_text(explanation: Explanation) -> None:
    for mark in marks(explanation):
        assert 0 <= mark.span.start <= mark.span.end <= len(explanation.text)
        assert mark.ghost == "" or mark.span.start == len(explanation.text)
        assert mark.said
