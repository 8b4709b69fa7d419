from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.squad.scoring import AnswerScore, best_score, evaluate
from tests.data.squad import oracle
from tests.data.squad.making import asked

WORDS = st.lists(st.sampled_from(["the", "A", "red", "Red.", "blue", "sea-green", "."]), min_size=1, max_size=4).map(
    " ".join
)


def test_figures_by_hand() -> None:
    questions = [asked("1", "red"), asked("2", "deep blue sea", "sea"), asked("3", "green"), asked("4", "an old man")]
    found = evaluate(questions, {"1": "The Red!", "2": "blue sea", "4": "man"})
    # Question 2: F1 with "deep blue sea" is 4/5, with "sea" 2/3. Question 4: 2/3. Question 3 is missing.
    assert found.exact_match == pytest.approx(25)
    assert found.f1 == pytest.approx(100 * (1 + 4 / 5 + 0 + 2 / 3) / 4)
    assert (found.questions, found.answered, found.missing, found.unknown) == (4, 3, ("3",), ())


def test_the_best_f1_and_the_best_exact_match_may_be_of_different_references() -> None:
    # v1.1: "the" is the same as "a" but shares no token with it.
    assert best_score("the", ["a", "red"]) == AnswerScore(1.0, 0.0)
    assert best_score("red sea", ["sea", "red sea coast"]) == AnswerScore(0.0, 0.8)


def test_a_missing_prediction_is_not_an_empty_one() -> None:
    question = [asked("1", ".")]
    assert evaluate(question, {"1": ""}).exact_match == 100  # v1.1: both are empty when normalised
    assert evaluate(question, {"1": ""}).f1 == 0
    missing = evaluate(question, {})
    assert (missing.exact_match, missing.f1, missing.missing, missing.answered) == (0, 0, ("1",), 0)


def test_ids_not_asked_are_named_and_change_nothing() -> None:
    questions = [asked("1", "red"), asked("2", "blue")]
    right = {"1": "red", "2": "blue"}
    found = evaluate(questions, {"x": "red", **right, "y": "blue"})
    assert found.unknown == ("x", "y")
    assert replace(found, unknown=()) == evaluate(questions, right)


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=6))
def test_the_second_reading_of_the_definition_agrees(pairs: list[tuple[str, list[str]]]) -> None:
    questions = [asked(str(number), *references) for number, (_, references) in enumerate(pairs)]
    found = evaluate(questions, {str(number): prediction for number, (prediction, _) in enumerate(pairs)})
    assert (found.exact_match, found.f1) == pytest.approx(oracle.figures(pairs))


@pytest.mark.parametrize(
    ("questions", "predictions", "message"),
    [
        ([], {}, "there is no question to score"),
        ([asked("1", "red"), asked("1", "blue")], {}, "the question id '1' stands twice"),
        ([asked("1", "red")], {"1": None}, "the prediction for '1' must be text, not NoneType"),
        ([asked("1", "red")], {"1": 3}, "the prediction for '1' must be text, not int"),
        ([asked("1", "red"), asked("2")], {"1": "red", "2": ""}, "question '2' has no answer, which v1.1 cannot score"),
        ([asked("1", "red"), asked("2")], {"1": "red"}, "question '2' has no answer, which v1.1 cannot score"),
    ],
)
def test_what_cannot_be_scored_is_told(questions: Any, predictions: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        evaluate(questions, predictions)
