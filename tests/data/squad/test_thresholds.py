from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from exegesis.data.squad.scoring import AnswerScore
from exegesis.data.squad.scoring_v2 import evaluate_v2
from exegesis.data.squad.thresholds import AveragePrecisions, Best, Guess, separation
from tests.data.squad.making import asked

# A question's answer and its prediction; "" is no answer, and none is empty only when normalised.
PAIRS = st.tuples(st.sampled_from([(), ("red",), ("red sea",)]), st.sampled_from(["", "red", "blue"]))


def _guess(probability: float, answerable: bool, exact: float, f1: float, answered: bool = True) -> Guess:
    return Guess(probability, answerable, answered, AnswerScore(exact, f1))


def test_best_thresholds_by_hand() -> None:
    guesses = [
        _guess(0.9, True, 1, 1),
        _guess(0.1, True, 1, 1),
        _guess(0.3, False, 0, 0),
        _guess(0.2, True, 0, 0.5),
        _guess(0.8, False, 0, 0),
        _guess(0.4, True, 0, 0.75),
        _guess(0.5, True, 0, 0.75),
    ]
    # Withholding all: 2 of 7. Then by probability, exact: 3 3 2 2 2 1 2; F1: 3 3.5 2.5 3.25 4 3 4.
    found = separation(guesses, 7, 5)
    assert astuple(found.best_exact_match) == pytest.approx((300 / 7, 0.1))
    assert astuple(found.best_f1) == pytest.approx((400 / 7, 0.5))  # the first of the two that reach 4


def test_an_unanswerable_question_costs_nothing_where_none_was_said() -> None:
    guesses = [_guess(0.1, False, 1, 1, answered=False), _guess(0.2, True, 1, 1), _guess(0.3, False, 0, 0)]
    assert astuple(separation(guesses, 3, 1).best_f1) == pytest.approx((100, 0.2))


def test_the_threshold_is_0_where_withholding_all_is_best() -> None:
    assert separation([_guess(0.1, False, 0, 0), _guess(0.2, True, 0, 0)], 2, 1).best_f1 == Best(50, 0.0)


def test_equal_probabilities_are_taken_in_the_order_given() -> None:
    right, wrong = _guess(0.5, True, 1, 1), _guess(0.5, False, 0, 0)
    assert separation([right, wrong], 2, 1).best_f1 == Best(100, 0.5)
    assert separation([wrong, right], 2, 1).best_f1 == Best(50, 0.0)


def test_average_precisions_by_hand() -> None:
    guesses = [_guess(0.1, True, 1, 1), _guess(0.2, False, 0, 0), _guess(0.3, True, 0, 0.5), _guess(0.4, True, 1, 1)]
    found = separation(guesses, 4, 3).average_precisions
    assert found is not None
    # Recall goes up by a third at the first answer (precision 1) and at the last (2/4).
    assert found.exact_match == pytest.approx(100 * (1 + 1 / 2) / 3)
    assert found.f1 == pytest.approx(100 * (1 + 1.5 / 3 / 2 + 2.5 / 4) / 3)
    assert found.oracle == pytest.approx(100 * (1 + 2 / 3 + 3 / 4) / 3)


def test_answers_of_equal_probability_are_one_step_of_the_average_precision() -> None:
    guesses = [_guess(0.5, True, 1, 1), _guess(0.5, False, 0, 0)]
    for order in (guesses, guesses[::-1]):
        assert separation(order, 2, 1).average_precisions == AveragePrecisions(50, 50, 50)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_average_precisions_are_those_of_scikit_learn(rows: list[tuple[int, bool, bool]]) -> None:
    answerable = [has for _, has, _ in rows]
    right = [has and hit for _, has, hit in rows]
    if not any(right):
        return
    certain = [-probability for probability, _, _ in rows]
    found = separation(
        [_guess(p, has, hit, hit) for p, has, hit in rows], len(rows), sum(answerable)
    ).average_precisions
    assert found is not None
    assert found.oracle == pytest.approx(100 * average_precision_score(answerable, certain))
    share = sum(right) / sum(answerable)  # scikit-learn's recall is over the right ones
    assert found.exact_match == pytest.approx(100 * share * average_precision_score(right, certain))
    assert found.f1 == found.exact_match


@given(st.lists(PAIRS, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_best_figure_is_that_of_the_threshold_and_no_other_is_better(
    rows: list[tuple[tuple[str, ...], str]], random: object
) -> None:
    probabilities = [(number + 1) / 10 for number in range(len(rows))]
    random.shuffle(probabilities)  # type: ignore[attr-defined]
    questions = [asked(str(number), *answers) for number, (answers, _) in enumerate(rows)]
    predictions = {str(number): prediction for number, (_, prediction) in enumerate(rows)}
    given_ = {str(number): probability for number, probability in enumerate(probabilities)}
    every = [evaluate_v2(questions, predictions, given_, threshold) for threshold in (0.0, *probabilities)]
    found = every[0].separation
    assert found is not None
    for best, name in ((found.best_exact_match, "exact_match"), (found.best_f1, "f1")):
        assert best.figure == pytest.approx(max(getattr(figures, name) for figures in every))
        assert getattr(evaluate_v2(questions, predictions, given_, best.threshold), name) == pytest.approx(best.figure)
