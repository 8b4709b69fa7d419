"""Units in the order of their scores. Scores are rounded first and ties broken by position, so that orders do not flip.

Rounding is to six decimals of the largest absolute score: what batching moves in the seventh decides nothing.
"""

import numpy as np
from numpy.typing import ArrayLike

from exegesis.core.types import Floats, Integers, Scores

_DECIMALS = 6


def rounded(scores: ArrayLike) -> Floats:
    """The scores as shares of the largest absolute one, rounded; zeros stay zeros."""
    given = np.asarray(scores, dtype=np.float64)
    largest = float(np.abs(given).max(initial=0.0))
    return np.round(given / largest, _DECIMALS) if largest > 0 else np.zeros(len(given))


def is_constant(scores: Scores) -> bool:
    """Whether all scores are equal (also: there is only one)."""
    return len(np.unique(rounded(scores))) < 2


def falling(scores: Scores) -> Integers:
    """Indices from the largest signed score to the smallest; ties by position."""
    return np.argsort(-rounded(scores), kind="stable")


def strongest(scores: ArrayLike, k: int | None = None) -> Integers:
    """Indices of the k largest absolute scores (of all, for None), largest first; ties by position."""
    return np.argsort(-np.abs(rounded(scores)), kind="stable")[:k]


def usual_k(n: int) -> int:
    """How many top units two explanations are compared on: 5, of short texts half of the units."""
    return max(1, min(5, n // 2))
