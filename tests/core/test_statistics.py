"""The paired test and Holm's correction: worked by hand, and beside scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test, wilcoxon

from exegesis.core.statistics import DRAWS, benjamini_yekutieli, holm, sign_flip


def columns(*values: list[float]) -> np.ndarray:
    return np.array(values, dtype=float).T


def test_by_hand() -> None:
    """Of 2^3 signs of 1, 2, 3 the sums 6 and -6 alone reach 6; of 1, 1, -1 the sums +-1 and +-3 all reach 1."""
    assert sign_flip(columns([1, 2, 3], [1, 1, -1], [0, 0, 0]), 0, "x") == pytest.approx([2 / 8, 1, 1])


@pytest.mark.parametrize("n", [5, 11, 14])
def test_small_samples_are_exact_as_in_scipy(n: int) -> None:
    given = np.random.default_rng(n).normal(0.4, 1, n)
    told = permutation_test(
        (given, np.zeros(n)), lambda x, y: np.sum(x - y), permutation_type="samples", n_resamples=1e6
    )
    assert sign_flip(given[:, None], 0, "x")[0] == pytest.approx(told.pvalue)


def test_large_samples_are_near_what_is_exact_and_never_zero() -> None:
    rng = np.random.default_rng(0)
    known = rng.normal(0.45, 1, (18, 4))
    signs = ((np.arange(2**18)[:, None] >> np.arange(18)) & 1) * 2.0 - 1
    exact = (np.abs(signs @ known) >= np.abs(known.sum(axis=0)) - 1e-9).mean(axis=0)
    assert sign_flip(known, 0, "x") == pytest.approx(exact, abs=0.012)
    assert sign_flip(np.ones((60, 1)), 0, "x")[0] == pytest.approx(1 / DRAWS)


def test_it_agrees_with_wilcoxon_where_differences_are_normal() -> None:
    given = np.random.default_rng(3).normal(0.3, 1, (120, 1))
    assert sign_flip(given, 0, "x")[0] == pytest.approx(float(wilcoxon(given[:, 0]).pvalue), abs=0.02)


def test_texts_without_a_value_do_not_count() -> None:
    whole = columns([1.0, 2, 3])
    holed = columns([1.0, np.nan, 2, 3, np.nan])
    assert sign_flip(holed, 0, "x") == pytest.approx(sign_flip(whole, 0, "x"))
    assert sign_flip(np.full((3, 1), np.nan), 0, "x") == [1]
    assert sign_flip(np.empty((0, 2)), 0, "x").tolist() == [1, 1]


def test_draws_are_those_of_seed_and_name() -> None:
    given = np.random.default_rng(1).normal(0.1, 1, (30, 1))
    assert sign_flip(given, 1, "x") == sign_flip(given, 1, "x")
    assert sign_flip(given, 1, "x") != sign_flip(given, 2, "x")


def test_holm_by_hand() -> None:
    """.01 x 4, .03 x 3 = .09, .03 stays at least .09 (x 2 = .06), .5 x 1."""
    assert holm([0.03, 0.01, 0.5, 0.03]) == pytest.approx([0.09, 0.04, 0.5, 0.09])
    assert holm([0.9, 0.8]) == pytest.approx([1, 1])
    assert holm([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_lies_between_nothing_and_bonferroni_and_keeps_the_order(ps: list[float]) -> None:
    given, corrected = np.array(ps), holm(ps)
    assert (corrected >= given).all()
    assert (corrected <= np.minimum(1, given * len(ps)) + 1e-12).all()
    order = np.argsort(given, kind="stable")
    assert (np.diff(corrected[order]) >= 0).all()


def test_benjamini_yekutieli_by_hand() -> None:
    """Harmonic sum of 3: 11/6. .01 x 3 x 11/6 = .055; .02 x 3/2 x 11/6 = .055; .5 x 11/6 = .917."""
    assert benjamini_yekutieli([0.02, 0.01, 0.5]) == pytest.approx([0.055, 0.055, 0.5 * 11 / 6])
    assert benjamini_yekutieli([]).tolist() == []
