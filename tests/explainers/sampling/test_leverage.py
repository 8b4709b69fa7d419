from math import comb

import numpy as np
import pytest

from exegesis.core.randomness import stream
from exegesis.explainers.sampling.coalitions import size_masses
from exegesis.explainers.sampling.leverage import leverage_coalitions


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize(("n", "rows"), [(2, 2), (5, 4), (8, 100), (13, 200), (6, 62), (6, 500), (40, 501), (1200, 60)])
def test_rows_are_different_and_keep_to_the_budget(n, rows, paired):
    coalitions = leverage_coalitions(n, rows, stream(0, "a"), paired=paired)
    sizes = coalitions.masks.sum(axis=1)
    assert min(rows, 2**n - 2) - 1 <= len(sizes) <= rows
    assert len(np.unique(coalitions.masks, axis=0)) == len(sizes)
    assert sizes.min() > 0
    assert sizes.max() < n
    if paired:
        np.testing.assert_array_equal(coalitions.masks[0::2], ~coalitions.masks[1::2])


def test_each_size_gets_as_many_rows_until_it_is_whole():
    coalitions = leverage_coalitions(10, 100, stream(0, "a"))
    counts = np.bincount(coalitions.masks.sum(axis=1), minlength=11)
    assert counts.tolist() == [0, 10, 10, 10, 10, 20, 10, 10, 10, 10, 0]  # pairs: 10 for each of the sizes 1..5
    coalitions = leverage_coalitions(10, 300, stream(0, "a"))
    counts = np.bincount(coalitions.masks.sum(axis=1), minlength=11)
    assert counts[1] == counts[9] == 10
    assert set(counts[2:5]) <= {35, 36}
    assert counts.sum() == 300


@pytest.mark.slow
def test_chances_are_the_leverage_scores():
    n, rows, rounds = 6, 20, 3000
    drawn = [leverage_coalitions(n, rows, stream(seed, "a"), paired=False).masks for seed in range(rounds)]
    masks, counts = np.unique(np.concatenate(drawn), axis=0, return_counts=True)
    assert len(masks) == 62
    expected = (rows / 5) * rounds / np.array([comb(n, k) for k in masks.sum(axis=1)])
    np.testing.assert_allclose(counts, expected, rtol=0.15)


def test_each_size_keeps_the_mass_of_the_kernel():
    coalitions = leverage_coalitions(9, 120, stream(0, "a"))
    masses = np.bincount(coalitions.masks.sum(axis=1), coalitions.weights, minlength=10)
    np.testing.assert_allclose(masses, size_masses(9))


def test_a_budget_of_all_coalitions_leaves_nothing_to_chance():
    assert leverage_coalitions(7, 126, stream(0, "a")).exhaustive
    assert leverage_coalitions(7, 126, stream(0, "a"), paired=False).exhaustive
    assert not leverage_coalitions(7, 124, stream(0, "a")).exhaustive
