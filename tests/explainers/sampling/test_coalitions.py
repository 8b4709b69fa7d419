from math import comb

import numpy as np
import pytest

from exegesis.explainers.sampling.coalitions import every_coalition, share_seen, size_counts, size_masses


@pytest.mark.parametrize("n", [2, 3, 7])
def test_every_coalition_has_the_weight_of_the_shapley_kernel(n):
    coalitions = every_coalition(n)
    sizes = coalitions.masks.sum(axis=1)
    kernel = np.array([(n - 1) / (comb(n, k) * k * (n - k)) for k in sizes])
    np.testing.assert_allclose(coalitions.weights, kernel / kernel.sum())
    assert len(sizes) == 2**n - 2
    assert coalitions.exhaustive


def test_a_single_unit_has_no_coalitions():
    coalitions = every_coalition(1)
    assert coalitions.masks.shape == (0, 1)
    assert coalitions.exhaustive


def test_masses_are_symmetric_and_sum_to_one():
    masses = size_masses(2000)
    assert masses.sum() == pytest.approx(1)
    np.testing.assert_allclose(masses, masses[::-1])
    assert masses[0] == masses[-1] == 0


def test_share_seen_counts_against_all_of_the_size():
    masks = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0]], dtype=bool)
    np.testing.assert_allclose(share_seen(masks), [2 / 4, 2 / 4, 1 / 6])


def test_counts_are_exact_where_they_can_be_and_infinite_past_floats():
    assert size_counts(20).tolist() == [comb(20, k) for k in range(21)]
    assert np.isinf(size_counts(3000)[1500])
    assert size_counts(3000)[2] == comb(3000, 2)
