"""Risk-coverage curves and their areas: by hand, by brute force over orders, and what must hold of any."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.confidence.curves import RankedAnswers, bounds, chance_area, gap, oracle_area, resamples
from exegesis.core.errors import InputError
from tests.confidence.samples import answers

some = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12)


def test_an_area_by_hand() -> None:
    ranked = RankedAnswers.of([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert ranked.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert ranked.risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert ranked.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert oracle_area([True, False, True, False]) == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_equal_confidences_stand_in_no_order() -> None:
    """Their area is the mean over all orders."""
    right = np.array([True, True, False, True, False])
    sure = [3, 2, 2, 2, 1]
    orders = [(0, *inner, 4) for inner in permutations((1, 2, 3))]
    falling = np.arange(5, 0, -1)
    each = [RankedAnswers.of(falling, right[list(order)]).area for order in orders]
    assert RankedAnswers.of(sure, right).area == pytest.approx(np.mean(each))


@given(some)
def test_any_order_lies_between_the_best_and_the_worst(rows: list[tuple[int, bool]]) -> None:
    sure, right = np.array([one for one, _ in rows]), np.array([one for _, one in rows])
    area = RankedAnswers.of(sure, right).area
    worst = RankedAnswers.of(~right, right).area
    assert oracle_area(right) - 1e-12 <= area <= worst + 1e-12
    assert RankedAnswers.of(np.zeros(len(right)), right).area == pytest.approx(chance_area(right))


@given(some)
def test_only_the_order_counts(rows: list[tuple[int, bool]]) -> None:
    sure, right = np.array([one for one, _ in rows]), [one for _, one in rows]
    turned = np.random.default_rng(0).permutation(len(rows))
    area = RankedAnswers.of(sure, right).area
    assert RankedAnswers.of(np.exp(sure), right).area == pytest.approx(area)
    assert RankedAnswers.of(sure[turned], np.array(right)[turned]).area == pytest.approx(area)


def test_resampled_areas_are_those_of_the_answers_drawn() -> None:
    signals, right = answers(rows=30)
    sure = np.round(signals["good"], 0)  # with ties
    draws = resamples(30, 0, "x")[:5]
    found = RankedAnswers.of(sure, right).areas(right, draws)
    for area, counts in zip(found, draws.astype(int), strict=True):
        again = np.repeat(np.arange(30), counts)
        assert area == pytest.approx(RankedAnswers.of(sure[again], right[again]).area)


def test_a_good_signal_is_told_from_a_bad_one() -> None:
    signals, right = answers()
    good, bad = bounds(signals["good"], right), bounds(signals["bad"], right)
    assert good.low <= good.area <= good.high < bad.low
    assert good.excess == pytest.approx(good.area - oracle_area(right))
    found = gap(signals["good"], signals["bad"], right)
    assert found.gap == pytest.approx(good.area - bad.area)
    assert found.high < 0
    assert found.p < 0.01


def test_a_signal_is_not_better_than_itself() -> None:
    signals, right = answers()
    found = gap(signals["good"], 2 * signals["good"], right)
    assert (found.gap, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_two_signals_as_good_as_one_another_are_rarely_told_apart() -> None:
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        right = rng.random(120) < 0.7
        one, other = right + rng.normal(size=(2, 120))
        found.append(gap(one, other, right, seed).p < 0.05)
    assert sum(found) <= 4  # of 20, one is expected


@pytest.mark.parametrize(
    ("sure", "right", "said"),
    [
        ([0.5, float("nan")], [True, False], "answer 2 is no finite number"),
        ([0.5], [True, False], "one right or wrong"),
        ([], [], "no answer to rank"),
        ([0.5, 0.6], [2, 1], "True or False"),
    ],
)
def test_what_is_no_answer_is_refused(sure: list[float], right: list[bool], said: str) -> None:
    with pytest.raises(InputError, match=said):
        RankedAnswers.of(sure, right)
