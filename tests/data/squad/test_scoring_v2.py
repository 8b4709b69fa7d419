import math
from dataclasses import astuple
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.squad.scoring import AnswerScore, evaluate
from exegesis.data.squad.scoring_v2 import PartFigures, evaluate_v2, score_v2
from exegesis.data.squad.thresholds import Best
from tests.data.squad import oracle
from tests.data.squad.making import asked

WORDS = st.lists(st.sampled_from(["the", "A", "red", "Red.", "blue", "sea-green", "."]), max_size=4).map(" ".join)
ANSWERS = st.lists(WORDS.filter(bool), max_size=3)

QUESTIONS = [asked("1", "red"), asked("2", "deep blue sea"), asked("3"), asked("4"), asked("5", "green")]
PREDICTIONS = {"1": "The red", "2": "blue sea", "3": "", "4": "red", "5": ""}


@pytest.mark.parametrize(
    ("prediction", "answers", "score"),
    [
        ("", (), (1, 1)),
        ("the", (), (1, 1)),  # as the script has it: what is empty when normalised is "no answer"
        ("red", (), (0, 0)),
        ("", ("red",), (0, 0)),
        (".", ("red",), (0, 0)),
        ("", ("red", "."), (0, 0)),  # an answer that is empty when normalised is dropped
        (".", (".",), (1, 1)),  # but if none is left, "" is right
        ("red", (".",), (0, 0)),
        ("red", ("a", "red sea"), (0, 2 / 3)),
        ("Red.", ("the red",), (1, 1)),
    ],
)
def test_scores_by_hand(prediction: str, answers: tuple[str, ...], score: tuple[float, float]) -> None:
    assert score_v2(prediction, asked("1", *answers)) == pytest.approx(score)


def test_figures_by_hand() -> None:
    found = evaluate_v2(QUESTIONS, PREDICTIONS)
    assert (found.exact_match, found.f1) == pytest.approx((40, 100 * (1 + 0.8 + 1) / 5))
    assert found.answerable is not None
    assert astuple(found.answerable) == pytest.approx((100 / 3, 60, 3))
    assert found.unanswerable == PartFigures(50, 50, 2)
    assert found.no_answer_precision == 50  # said of 3 and 5, and 3 has none
    assert found.no_answer_recall == 50  # 3 of 3 and 4
    assert found.separation is None
    assert (found.questions, found.answered, found.missing, found.unknown) == (5, 5, (), ())


def test_answers_above_the_threshold_are_withheld() -> None:
    probabilities = {"1": 0.1, "2": 0.6, "3": 0.0, "4": 0.7, "5": 0.6}
    found = evaluate_v2(QUESTIONS, PREDICTIONS, probabilities, threshold=0.6)  # "above" leaves 0.6 alone
    assert (found.exact_match, found.f1) == pytest.approx((60, 100 * (1 + 0.8 + 1 + 1) / 5))
    assert found.no_answer_precision == pytest.approx(200 / 3)
    assert found.no_answer_recall == 100
    withheld = evaluate_v2(QUESTIONS, PREDICTIONS, probabilities, threshold=0.5)
    assert withheld.answerable is not None
    assert astuple(withheld.answerable) == pytest.approx((100 / 3, 100 / 3, 3))
    assert withheld.no_answer_precision == 50
    assert evaluate_v2(QUESTIONS, PREDICTIONS, probabilities).exact_match == 40  # the default withholds no probability


def test_a_missing_prediction_scores_0_whatever_the_question_and_the_threshold() -> None:
    found = evaluate_v2(QUESTIONS, {"1": "red"}, {"1": 0.5, "3": 0.9}, threshold=0.7)
    assert found.missing == ("2", "3", "4", "5")
    assert found.exact_match == 20
    assert found.unanswerable == PartFigures(0, 0, 2)
    assert (found.no_answer_precision, found.no_answer_recall) == (None, 0)
    assert found.separation is not None
    assert found.separation.best_exact_match == Best(20, 0.5)


def test_ids_not_asked_are_named_and_change_nothing() -> None:
    probabilities = {"1": 0.1, "2": 0.6, "3": 0.0, "4": 0.7, "5": 0.6}
    found = evaluate_v2(QUESTIONS, {**PREDICTIONS, "x": "red"}, {"y": 0.9, **probabilities, "x": 0.0}, 0.6)
    plain = evaluate_v2(QUESTIONS, PREDICTIONS, probabilities, 0.6)
    assert found.unknown == ("x", "y")
    assert (found.exact_match, found.separation) == (plain.exact_match, plain.separation)


def test_one_kind_of_question_alone() -> None:
    found = evaluate_v2([asked("1", "red")], {"1": "red"}, {"1": 0.2})
    assert (found.unanswerable, found.no_answer_precision, found.no_answer_recall) == (None, None, None)
    found = evaluate_v2([asked("1")], {"1": "red"}, {"1": 0.2})
    assert (found.answerable, found.no_answer_precision, found.no_answer_recall) == (None, None, 0)
    assert found.separation is not None
    assert found.separation.average_precisions is None


@given(WORDS, ANSWERS)
def test_the_second_reading_of_the_definition_agrees(prediction: str, answers: list[str]) -> None:
    found = score_v2(prediction, asked("1", *answers))
    exact, f1 = oracle.score_v2(prediction, answers)
    assert found == pytest.approx(AnswerScore(exact, float(f1)))
    assert 0 <= found.exact_match <= found.f1 <= 1


@given(st.lists(st.tuples(ANSWERS, st.none() | WORDS, st.integers(0, 4)), min_size=1, max_size=8), st.integers(-1, 4))
def test_the_parts_make_the_whole(rows: list[tuple[list[str], str | None, int]], threshold: int) -> None:
    questions = [asked(str(number), *answers) for number, (answers, _, _) in enumerate(rows)]
    predictions = {str(number): prediction for number, (_, prediction, _) in enumerate(rows) if prediction is not None}
    probabilities = {str(number): float(probability) for number, (_, _, probability) in enumerate(rows)}
    found = evaluate_v2(questions, predictions, probabilities, threshold)
    parts = [part for part in (found.answerable, found.unanswerable) if part]
    assert sum(part.questions for part in parts) == found.questions == len(rows)
    assert sum(part.f1 * part.questions for part in parts) == pytest.approx(found.f1 * found.questions)
    assert sum(part.exact_match * part.questions for part in parts) == pytest.approx(
        found.exact_match * found.questions
    )
    assert 0 <= found.exact_match <= found.f1 + 1e-9 <= 100 + 2e-9
    if found.unanswerable:
        assert found.no_answer_recall == pytest.approx(found.unanswerable.exact_match)
        assert found.unanswerable.exact_match == found.unanswerable.f1


@given(st.lists(st.tuples(st.lists(st.sampled_from(["red", "blue sea", "the sea"]), min_size=1), WORDS), min_size=1))
def test_where_all_have_answers_v2_is_v1(rows: list[tuple[list[str], str]]) -> None:
    questions = [asked(str(number), *answers) for number, (answers, _) in enumerate(rows)]
    predictions = {str(number): prediction for number, (_, prediction) in enumerate(rows)}
    one, two = evaluate(questions, predictions), evaluate_v2(questions, predictions)
    assert (one.exact_match, one.f1) == (two.exact_match, two.f1)


@pytest.mark.parametrize(
    ("predictions", "probabilities", "threshold", "message"),
    [
        ({"1": "red", "2": ""}, {"1": 0.5}, 1.0, "question '2' has a prediction but no no-answer probability"),
        ({"1": "red"}, {"1": math.nan}, 1.0, "the no-answer probability of question '1' must be finite"),
        ({"1": "red"}, {"1": math.inf}, 1.0, "the no-answer probability of question '1' must be finite"),
        ({"1": "red"}, {"1": 0.5}, math.nan, "the threshold must be a number"),
        ({"1": None}, None, 1.0, "the prediction for '1' must be text, not NoneType"),
    ],
)
def test_what_cannot_be_scored_is_told(predictions: Any, probabilities: Any, threshold: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        evaluate_v2(QUESTIONS, predictions, probabilities, threshold)
    with pytest.raises(InputError, match="there is no question to score"):
        evaluate_v2([], {})
