"""Questions over a context whose answers are known: the word that scores most, else none."""

import pytest

from exegesis import Answer, Contrast, Question
from exegesis.core.errors import InputError
from exegesis.counterfactuals import Counterfactuals, counterfactual
from tests.question_models import keyword_model

MODEL = keyword_model(none=0.0, slow=5.0, movie=3.0)
CONTEXT = "It is slow. A movie is here. So slow."
ASKED = Question("What is here?", CONTEXT)


def gone(found: Counterfactuals, place: int = 0) -> list[str]:
    return [edit.old for edit in found.found[place].edits]


def test_the_sentences_that_hold_the_answer_go() -> None:
    found = counterfactual(MODEL, ASKED)
    assert found.prediction.label == "slow"
    assert gone(found) == ["It is slow.", "So slow."]  # both have it
    assert (found.found[0].prediction.label, found.found[0].minimal, found.unit) == ("movie", "parts", "sentence")
    assert found.found[0].text == "What is here?\n\nA movie is here."
    assert [part.name for part in found.parts] == ["question", "context"]


@pytest.mark.parametrize("target", [Answer("movie"), "movie", Contrast(None, "movie")])
def test_an_answer_that_is_wished(target: object) -> None:
    found = counterfactual(MODEL, ASKED, target=target)  # type: ignore[arg-type]
    assert (found.wanted, found.found[0].prediction.label) == ("movie", "movie")


def test_no_answer_is_one_too_and_cannot_be_had_without_a_context() -> None:
    asked = Question("What?", "A movie. It is here.")
    found = counterfactual(MODEL, asked, target="no-answer")
    assert (gone(found), found.found[0].prediction.label, found.wanted) == (["A movie."], "no answer", "no answer")
    none = counterfactual(MODEL, ASKED, target="no-answer")
    assert (none.found, none.stopped) == ((), "exhausted")  # some sentence always stays, and each has an answer


def test_words_of_the_context_or_of_the_question_may_go() -> None:
    found = counterfactual(MODEL, ASKED, unit="word", by="delete")
    assert gone(found) == ["slow", "slow"]
    asked = counterfactual(MODEL, ASKED, unit="word", by="delete", parts="question")
    assert asked.found == ()  # this model reads the context alone


def test_passes_are_counted() -> None:
    found = counterfactual(MODEL, ASKED, budget=4)
    assert found.passes <= 4


@pytest.mark.parametrize(
    ("target", "match"),
    [
        ("slow", "the answer is 'slow' already"),
        ("cinema", "does not stand in the context"),
        ("...", "does not stand in the context"),
        (3, "must be an answer in words"),
        (Contrast("slow", None), "names no other answer"),
    ],
)
def test_what_is_no_other_answer_is_refused(target: object, match: str) -> None:
    with pytest.raises(InputError, match=match):
        counterfactual(MODEL, ASKED, target=target)  # type: ignore[arg-type]


def test_no_answer_that_is_the_present_one_is_refused() -> None:
    with pytest.raises(InputError, match="the answer is 'no answer' already"):
        counterfactual(MODEL, Question("what ?", "It is here."), target="no-answer")
