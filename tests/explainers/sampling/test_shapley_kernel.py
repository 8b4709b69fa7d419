from math import comb

import numpy as np
import pytest

from exegesis.core.randomness import stream
from exegesis.explainers.sampling.coalitions import size_masses
from exegesis.explainers.sampling.shapley_kernel import kernel_coalitions


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("whole_sizes", [False, True])
@pytest.mark.parametrize(("n", "rows"), [(2, 4), (5, 3), (8, 100), (13, 200), (14, 16382), (40, 500)])
def test_rows_keep_to_the_budget_and_weights_to_the_mass(n, rows, paired, whole_sizes):
    coalitions = kernel_coalitions(n, rows, stream(0, "a"), paired=paired, whole_sizes=whole_sizes)
    sizes = coalitions.masks.sum(axis=1)
    assert rows - 1 <= len(sizes) <= rows or coalitions.exhaustive
    assert len(sizes) <= rows
    assert sizes.min() > 0
    assert sizes.max() < n
    assert coalitions.weights.sum() == pytest.approx(1)


def test_sizes_are_drawn_by_their_masses():
    coalitions = kernel_coalitions(6, 60_000, stream(0, "a"), whole_sizes=False)
    shares = np.bincount(coalitions.masks.sum(axis=1), minlength=7) / 60_000
    np.testing.assert_allclose(shares, size_masses(6), atol=0.01)


def test_pairs_are_complements_and_one_draw():
    coalitions = kernel_coalitions(12, 300, stream(0, "a"))
    np.testing.assert_array_equal(coalitions.masks[0::2], ~coalitions.masks[1::2])
    np.testing.assert_array_equal(coalitions.draws[0::2], coalitions.draws[1::2])
    assert (np.diff(coalitions.draws[0::2]) == 1).all()


def test_outer_sizes_are_enumerated_where_chance_would_spend_as_much():
    n, rows = 20, 2000
    coalitions = kernel_coalitions(n, rows, stream(0, "a"))
    sizes = coalitions.masks.sum(axis=1)
    masses = size_masses(n)
    for size in (1, 2, n - 2, n - 1):  # 40 and 380 rows of 2000, less than their share by mass
        own = coalitions.masks[sizes == size]
        assert len(np.unique(own, axis=0)) == len(own) == comb(n, size)
        assert coalitions.weights[sizes == size].sum() == pytest.approx(masses[size])
        assert not coalitions.unseen[sizes == size].any()
    assert coalitions.unseen[sizes == 3].all()


def test_a_budget_of_all_coalitions_enumerates_them():
    coalitions = kernel_coalitions(6, 62, stream(0, "a"))
    assert len(np.unique(coalitions.masks, axis=0)) == 62
    assert coalitions.exhaustive
