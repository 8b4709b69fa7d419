"""Intervals and exact tests of counts, against sums over all outcomes."""

from math import comb

import pytest
from scipy.stats import binomtest

from exegesis.core.proportions import binomial_p, drawn_p, wilson


@pytest.mark.parametrize(("count", "total"), [(0, 9), (1, 9), (4, 9), (9, 9), (0, 1), (1, 1), (50, 250_000)])
def test_wilson_is_scipys(count: int, total: int) -> None:
    expected = binomtest(count, total).proportion_ci(method="wilson")
    assert wilson(count, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_nothing_is_known_of_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert binomial_p(0, 0, 0.3) == 1.0


@pytest.mark.parametrize("count", range(5))
def test_drawn_is_the_sum_over_all_outcomes(count: int) -> None:
    drawn, marked, population = 4, 6, 15
    chances = [comb(marked, k) * comb(population - marked, drawn - k) / comb(population, drawn) for k in range(5)]
    expected = sum(chance for chance in chances if chance <= chances[count] * (1 + 1e-9))
    assert drawn_p(count, drawn, marked, population) == pytest.approx(expected)


@pytest.mark.parametrize("count", range(6))
def test_binomial_is_the_sum_over_all_outcomes(count: int) -> None:
    chances = [comb(5, k) * 0.3**k * 0.7 ** (5 - k) for k in range(6)]
    expected = sum(chance for chance in chances if chance <= chances[count] * (1 + 1e-9))
    assert binomial_p(count, 5, 0.3) == pytest.approx(expected)


def test_all_drawn_is_no_surprise() -> None:
    assert drawn_p(6, 15, 6, 15) == pytest.approx(1.0)
    assert binomial_p(5, 5, 1.0) == 1.0
