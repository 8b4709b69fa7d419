"""Which masks to ask for next: those whose answers tell most about scores, by the covariances that are left."""

import numpy as np
from scipy.sparse import csr_array

from exegesis.explainers.mask_design import ScoreBelief, drawn, next_masks
from exegesis.explainers.mask_kernel import MaskKernel
from exegesis.explainers.mask_process import signs_of
from exegesis.explainers.sampling.exhaustive import all_masks

MASKS, ENDS = all_masks(5), np.array([0, 31])
WEIGHTS = np.random.default_rng(0).normal(size=(3, 32)) * (np.arange(32) % 3 > 0)


def left(asked):
    """(3, 32), (3,): by brute force, covariances of scores and answers once the asked are known, and the variances."""
    covariance = MaskKernel.usual(5).among(signs_of(MASKS))
    rest = WEIGHTS.copy()
    rest[:, asked] = 0
    told = covariance[:, asked] @ np.linalg.inv(covariance[np.ix_(asked, asked)])
    given = covariance - told @ covariance[asked]
    return rest @ given, np.einsum("ki,ij,kj->k", rest, given, rest)


def test_covariances_and_variances_are_those_of_a_normal_distribution():
    belief = ScoreBelief.at_first(MASKS, ENDS, csr_array(WEIGHTS))
    together, variances = left(ENDS)
    places = np.array([3, 7, 20])
    np.testing.assert_allclose(belief.together(places), together[:, places], atol=1e-10)
    np.testing.assert_allclose(belief.variances(np.random.default_rng(0)), variances, atol=1e-10)


def test_each_mask_is_the_one_that_lessens_the_variances_most():
    belief = ScoreBelief.at_first(MASKS, ENDS, csr_array(WEIGHTS))
    asked = list(ENDS)
    for place in next_masks([belief], 5, np.random.default_rng(0)):
        sums = {other: left([*asked, other])[1].sum() for other in range(32) if other not in asked and other % 3}
        assert sums[place] <= min(sums.values()) + 1e-9
        asked.append(place)


def test_what_counts_is_drawn_and_nothing_else():
    importance = np.array([0, 5, 0, 1, 1, 0, 2.0])
    places, shares = drawn(importance, 10, np.random.default_rng(0))
    assert places.tolist() == [1, 3, 4, 6]
    assert shares.tolist() == [1, 1, 1, 1]
    places, _ = drawn(importance, 2, np.random.default_rng(0))
    assert len(places) == 2
    assert (importance[places] > 0).all()
