"""Bounds of a share by the Kullback-Leibler divergence."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.rules.bounds import divergence, lower, several_arms, upper
from tests.examples import examples


def test_where_all_or_none_are_counted_the_bound_has_a_formula() -> None:
    assert lower(1.0, 50, log(20)) == pytest.approx(exp(-log(20) / 50))
    assert upper(0.0, 50, log(20)) == pytest.approx(1 - exp(-log(20) / 50))
    assert (lower(1.0, 0, 1.0), upper(0.0, 0, 1.0)) == (0.0, 1.0)


@examples(60)
@given(share=st.floats(0, 1), count=st.integers(1, 10_000), level=st.floats(0.01, 30))
def test_bounds_enclose_the_share_and_lie_where_the_divergence_says(share: float, count: int, level: float) -> None:
    low, high = lower(share, count, level), upper(share, count, level)
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        assert count * divergence(share, bound) <= level + 1e-6
    assert low >= lower(share, count, level + 1) - 1e-9
    assert high <= upper(share, count, level + 1) + 1e-9


def test_a_coin_lies_within_its_bounds_as_often_as_was_asked() -> None:
    rng, level = np.random.default_rng(0), log(1 / 0.05)
    counts = rng.binomial(100, 0.9, size=2000)
    missed = np.mean([lower(count / 100, 100, level) > 0.9 for count in counts])
    assert missed <= 0.05


def test_more_arms_and_rounds_ask_for_wider_bounds() -> None:
    assert several_arms(10, 1, 0.05) < several_arms(100, 1, 0.05) < several_arms(100, 10, 0.05)
