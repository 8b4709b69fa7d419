"""What is explained, in words: every kind of target, contrasts, and the truth beside the answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.views import naming
from tests.views import samples
from tests.views.strategies import explanations

TEXT = "Who won?\n\nThe Denver Broncos won, not the Panthers."
BRONCOS, PANTHERS = (samples.place(TEXT, "Denver Broncos"),), (samples.place(TEXT, "the Panthers"),)
END = (Span(len(TEXT), len(TEXT)),)


def answer(kind: str, output: str = "logit") -> Target:
    return Target("Denver Broncos", 3, output, kind, BRONCOS)


def her(spans: tuple[Span, ...]) -> Target:
    return Target("her", 3, "log-probability", "word", spans)


NONE = Target("no answer", 0, "logit", "no-answer")
LOC = Target("B-LOC", 1, "probability", "tag", BRONCOS)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target("positive", 1, "logit"), "the logit of “positive”"),
        (Target("value", 0, "value"), "the value"),
        (Target("price", 0, "value"), "the value of “price”"),
        (answer("start"), "the logit of the answer starting at “Denver”"),
        (answer("end", "log-probability"), "the log-probability of the answer ending at “Broncos”"),
        (answer("span"), "the logit of the answer “Denver Broncos” (start + end)"),
        (answer("span", "probability"), "the probability of the answer “Denver Broncos” (start × end)"),
        (NONE, "the logit of “no answer”"),
        (her(BRONCOS), "the log-probability of “her” at the hidden word"),
        (her(END), "the log-probability of “her” as the next word"),
        (LOC, "the probability of tag B-LOC for “Denver Broncos”"),
    ],
)
def test_every_kind_of_target_has_its_sentence(target: Target, said: str) -> None:
    assert naming.explained(target, TEXT) == said


@pytest.mark.parametrize(
    ("target", "versus", "said"),
    [
        (her(BRONCOS), replace(her(BRONCOS), name="his"),
         "the log-probability of “her” rather than “his” at the hidden word (difference)"),
        (her(END), replace(her(END), name="his"),
         "the log-probability of “her” rather than “his” as the next word (difference)"),
        (answer("span"), NONE, "the logit of the answer “Denver Broncos” rather than “no answer” (difference)"),
        (answer("start"), Target("the Panthers", 9, "logit", "start", PANTHERS),
         "the logit of the answer starting at “Denver” rather than the answer starting at “the” (difference)"),
        (LOC, replace(LOC, name="B-ORG"),
         "the probability of tag B-LOC rather than tag B-ORG for “Denver Broncos” (difference)"),
        (LOC, replace(LOC, spans=PANTHERS),
         "the probability of tag B-LOC for “Denver Broncos” rather than tag B-LOC for “the Panthers” (difference)"),
        (Target("a", 0, "probability"), Target("b", 1, "probability"),
         "the probability of “a” rather than “b” (difference)"),
    ],
)  # fmt: skip
def test_a_contrast_names_both_and_says_that_it_is_a_difference(target: Target, versus: Target, said: str) -> None:
    assert naming.explained(replace(target, versus=versus), TEXT) == said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target("positive", 1, "logit"), "positive"),
        (answer("start"), "Start: “Denver”"),
        (answer("end"), "End: “Broncos”"),
        (answer("span"), "Answer: “Denver Broncos”"),
        (replace(answer("span"), versus=NONE), "Answer: “Denver Broncos” rather than no answer"),
        (NONE, "No answer"),
        (her(END), "“her”"),
        (LOC, "B-LOC"),
    ],
)
def test_headings_are_short(target: Target, said: str) -> None:
    assert naming.short(target, TEXT) == said


def test_the_scale_has_against_and_towards_or_the_two_of_a_contrast() -> None:
    assert naming.sides(answer("start"), TEXT) == (("against", "“Denver”"), ("towards", "“Denver”"))
    assert naming.sides(Target("value", 0, "value"), TEXT) == (("lowers", "the value"), ("raises", "the value"))
    assert naming.sides(Target("price", 0, "value"), TEXT) == (("lowers", "“price”"), ("raises", "“price”"))
    assert naming.sides(samples.hidden().target, samples.SENTENCE) == (("for", "“he”"), ("for", "“she”"))


def test_long_answers_are_clipped_where_they_are_named() -> None:
    long = samples.in_two("who?", "word " * 60, {})
    target = Target(long.text[6:], 0, "logit", "span", (Span(6, len(long.text)),))
    assert len(naming.explained(target, long.text)) < 140
    assert len(naming.short(target, long.text)) < 50


@pytest.mark.parametrize("spans", [(), (Span(0, 0),), (Span(99, 999),), (Span(-5, -1),), (Span(8, 10),)])
def test_an_edge_without_a_word_is_named_by_the_answer(spans: tuple[Span, ...]) -> None:
    target = Target("Denver", 0, "logit", "start", spans)
    assert naming.explained(target, TEXT) == "the logit of the answer starting at “Denver”"


@pytest.mark.parametrize(
    ("build", "asked", "title"),
    [
        (samples.lime, "The model answers", "positive, 97%"),
        (samples.question, "The model answers", "Denver Broncos, 89%"),
        (samples.no_answer, "The model answers", "no answer, 80%"),
        (samples.hidden, "The model guesses the hidden word", "hidden word: he, 62%"),
        (samples.next_word, "The model expects as the next word", "next word: Paris, 71%"),
        (samples.tag, "The model tags “New  York”", "“New  York”: B-LOC I-LOC, 93%"),
    ],
)
def test_what_was_asked_stands_with_the_answer(build: Callable[[], Explanation], asked: str, title: str) -> None:
    assert (naming.asked(build()), naming.title(build())) == (asked, title)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (samples.lime, None),
        (samples.question, ("right", "the true answer is", "the Denver Broncos")),
        (samples.no_answer, ("wrong", "the true answer is", "the Denver Broncos")),
        (lambda: replace(samples.no_answer(), truth="no answer"), ("right", "the true answer is", "no answer")),
        (lambda: replace(samples.question(), truth="Carolina"), ("wrong", "the true answer is", "Carolina")),
        (samples.hidden, ("wrong", "the true word is", "she")),
        (lambda: replace(samples.hidden(), truth="He"), ("right", "the true word is", "He")),
        (samples.tag, ("right", "the true tag is", "B-LOC I-LOC")),
        (samples.pair, ("right", "the true label is", "contradiction")),
        (lambda: replace(samples.multi_label(), truth="joy"), ("", "the true label is", "joy")),
        (lambda: replace(samples.regression(), truth="4"), ("", "the true label is", "4")),
    ],
)
def test_the_truth_is_compared_as_people_compare(
    build: Callable[[], Explanation], said: tuple[str, str, str] | None
) -> None:
    assert naming.truth(build()) == said


@pytest.mark.parametrize(
    ("given", "truth", "verdict"), [("the", "a", "wrong"), ("The", "the", "right"), ("东京", "东京", "right")]
)
def test_answers_of_which_the_comparison_leaves_nothing_are_compared_by_letters(
    given: str, truth: str, verdict: str
) -> None:
    known = samples.question()
    prediction = replace(known.prediction, label=given, labels=(given, *known.prediction.labels[1:]))
    found = naming.truth(replace(known, prediction=prediction, truth=truth))
    assert found is not None
    assert found[0] == verdict


@given(explanations())
def test_any_target_has_a_name(explanation: Explanation) -> None:
    said = naming.explained(explanation.target, explanation.text)
    assert said.startswith(f"the {explanation.target.output} of ")
    assert said.endswith("(difference)") == (explanation.target.versus is not None)
    naming.short(explanation.target, explanation.text)
    assert naming.title(explanation)
