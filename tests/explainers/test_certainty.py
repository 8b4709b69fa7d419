"""How many of the highest scores are certain: by hand, and how often it is wrong on simulated estimates."""

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explainers.certainty import Certainty, check_rule
from exegesis.explainers.resampling import DrawSpread


def apart(errors):
    """The spread of estimates that vary each by itself, with these standard errors."""
    return DrawSpread(np.diag(np.asarray(errors, dtype=float)), 1e6)


def count(scores, errors, top=3, confidence=0.95, **kwargs):
    return Certainty(top, confidence, **kwargs).count(np.array(scores, dtype=float), apart(errors))


def test_a_gap_counts_in_standard_errors_of_the_difference():
    # One claim, one look: two-sided 5% is 1.96, and the difference of two errors of 1 has one of 1.414: 2.77.
    assert count([10, 7.2, 0], [1, 1, 1], top=1) == 1
    assert count([10, 7.3, 0], [1, 1, 1], top=1) == 0


def test_looks_and_claims_share_the_chance_to_err():
    assert count([10, 6.7, 0], [1, 1, 1], top=1, looks=4) == 0  # 1.25%: 2.498 * 1.414 = 3.53
    assert count([10, 6.4, 0], [1, 1, 1], top=1, looks=4) == 1


@pytest.mark.parametrize(
    ("scores", "certain"),
    [
        ([9, 6, 3, 0, 0], 3),
        ([9, 6, 0.3, 0.2, 0], 2),
        ([9, 8.9, 0.3, 0.2, 0], 2),  # which of the two is first is open, and that they are the first two is not
        ([9, 8.9, 8.8, 8.7, 0], 0),
        ([-9, 6, -3, 0, 0], 3),
        ([9, -8.9, 0, 0, 0], 2),
        ([0, 0, 0, 0, 0], 0),
    ],
)
def test_the_highest_sizes_count_whatever_their_sign(scores, certain):
    assert count(scores, [0.1] * 5) == certain


def test_one_uncertain_score_below_makes_all_above_it_uncertain():
    assert count([9, 6, 3, 0], [0.1, 0.1, 0.1, 5]) == 0


def test_covariance_is_used():
    together = np.array([[1.0, 1.0, 0.0], [0.0, 0.1, 0.1]])  # the first two move as one
    assert Certainty(1, 0.95).count(np.array([5.0, 4.0, 0.0]), DrawSpread(together, 1e6)) == 1
    opposite = together * [1.0, -1.0, 1.0]
    assert Certainty(1, 0.95).count(np.array([5.0, 4.0, 0.0]), DrawSpread(opposite, 1e6)) == 0


def test_exact_values_are_certain_unless_they_are_equal():
    exact = DrawSpread(np.zeros((1, 4)), np.inf)
    assert Certainty(3, 0.95).count(np.array([4.0, -3.0, 2.0, 1.0]), exact) == 3
    assert Certainty(3, 0.95).count(np.array([4.0, -3.0, 1.0, 1.0 + 1e-14]), exact) == 2


def test_too_few_draws_make_nothing_certain():
    assert Certainty(1, 0.95).count(np.array([9.0, 0.0]), DrawSpread(np.zeros((5, 2)), 0)) == 0


def test_never_all_units():
    assert Certainty.of(5, None, 0.95).top == 4
    assert Certainty.of(50, None, 0.95).top == 10
    assert Certainty.of(50, 3, 0.95).top == 3
    assert Certainty.of(1, 3, 0.95).top == 1


TRUTHS = {
    "all equal but by a hair": np.linspace(1, 1 + 1e-6, 12),
    "two for one place": np.array([9, 8, 1 + 1e-6, 1, *[0.0] * 8]),
    "the edge among equals": np.array([9.0, *np.linspace(1, 1 + 1e-6, 11)]),
    "pairs": np.array([5, 5.001, 4, 4.001, 3, 3.001, 2, 2.001, 1, 1.001, 0, 0.001]),
    "falling": 2.0 ** -np.arange(12),
}


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
@pytest.mark.parametrize("until", [False, True])
@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.slow
def test_what_is_said_to_be_certain_is_wrong_no_more_often_than_said(truth, until, unequal):
    """400 estimates from 80 draws each, judged at 90%: a wrong claim in at most a tenth, up to chance."""
    rng, n = np.random.default_rng(3), len(truth)
    errors = np.geomspace(0.3, 1.2, n)[rng.permutation(n)] if unequal else np.full(n, 0.5)
    certainty = Certainty(3, 0.9, until=until)
    right = np.argsort(-truth, kind="stable")
    wrong = 0
    for _ in range(400):
        draws = rng.normal(size=(80, n)) * errors
        off = draws - draws.mean(axis=0)
        estimate = truth + draws.mean(axis=0)
        found = certainty.count(estimate, DrawSpread(off / np.sqrt(80 * 79), 79))
        wrong += set(np.argsort(-np.abs(estimate))[:found]) != set(right[:found])
    assert wrong <= 40 + 2.5 * 6


@pytest.mark.parametrize(
    ("until_top", "confidence", "message"),
    [(0, 0.95, "until_top must be at least 1"), (3, 1.0, "below 1"), (3, 0.2, "0.5"), (3, float("nan"), "confidence")],
)
def test_rules_that_cannot_be_are_refused(until_top, confidence, message):
    with pytest.raises(InputError, match=message):
        check_rule(until_top, confidence)
