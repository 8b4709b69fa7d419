"""Weighted coalitions for KernelSHAP (Lundberg & Lee 2017): the Shapley kernel, and every coalition with its weight."""

from dataclasses import dataclass

import numpy as np
from scipy.special import comb

from exegesis.core.types import Floats, Integers, Masks
from exegesis.explainers.sampling.exhaustive import all_masks


@dataclass(frozen=True)
class Coalitions:
    """Neither empty nor full coalitions, weighted so that sums over them estimate sums under the Shapley kernel.

    Rows of one draw stand together. `unseen` is the chance that a row would not be here if all were drawn again: 0 for
    what is enumerated, 1 for draws with replacement.
    """

    masks: Masks  # (B, n)
    weights: Floats  # (B,)
    draws: Integers  # (B,) the number of the independent draw that a row belongs to
    unseen: Floats  # (B,)

    @property
    def exhaustive(self) -> bool:
        """Whether every coalition is here, so that nothing is left to chance."""
        return not self.unseen.any()


def size_masses(n: int) -> Floats:
    """(n + 1,): what the kernel (n-1) / (C(n,k) k (n-k)) gives all coalitions of size k together, scaled to sum 1."""
    sizes = np.arange(1, n)
    masses = np.zeros(n + 1)
    masses[1:n] = 1 / (sizes * (n - sizes))
    return masses / max(float(masses.sum()), 1e-300)


def size_counts(n: int) -> Floats:
    """(n + 1,): how many coalitions of each size there are, C(n, k); infinite past the largest float."""
    counts: Floats = np.round(comb(n, np.arange(n + 1)))
    return counts


def spread_masses(masks: Masks) -> Floats:
    """(B,): each size's mass shared equally by the rows of that size."""
    n = masks.shape[1]
    sizes = masks.sum(axis=1)
    shares: Floats = (size_masses(n) / np.maximum(np.bincount(sizes, minlength=n + 1), 1))[sizes]
    return shares


def share_seen(masks: Masks) -> Floats:
    """(B,): for each row, the share of the coalitions of its size that stand among the rows (all different)."""
    n = masks.shape[1]
    sizes = masks.sum(axis=1)
    shares: Floats = (np.bincount(sizes, minlength=n + 1) / size_counts(n))[sizes]
    return shares


def every_coalition(n: int) -> Coalitions:
    """All 2^n - 2 coalitions with the kernel's own weights: the regression on them gives exact Shapley values."""
    masks = all_masks(n)[1:-1]
    return Coalitions(masks, spread_masses(masks), np.arange(len(masks)), np.zeros(len(masks)))
