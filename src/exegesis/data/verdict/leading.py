"""The words that lead an explanation, and how many of them stay when it is made again."""

import numpy as np
from numpy.typing import ArrayLike

from exegesis.core.types import Floats, Integers

_MOST = 5
_DECIMALS = 6


def shown(n: int) -> int:
    """How many of n units a verdict speaks of: the strongest 5, of short texts half of them; 0 of a single one."""
    return min(_MOST, n // 2)


def rounded(scores: ArrayLike) -> Floats:
    """Scores as shares of the largest absolute one; what batching moves in the seventh decimal decides nothing."""
    given = np.asarray(scores, dtype=np.float64)
    largest = float(np.abs(given).max(initial=0.0))
    return np.round(given / largest, _DECIMALS) if largest > 0 else np.zeros(len(given))


def strongest(scores: ArrayLike) -> Integers:
    """Indices by falling absolute score, ties by position."""
    return np.argsort(-np.abs(rounded(scores)), kind="stable")


def shared(scores: ArrayLike, again: ArrayLike) -> int:
    """How many of the strongest words are among the strongest of `again` too, with the same sign: 0 to `shown(n)`."""
    own, other = rounded(scores), rounded(again)
    most = shown(len(own))
    there = set(strongest(other)[:most].tolist())
    return sum(int(unit) in there and own[unit] * other[unit] > 0 for unit in strongest(own)[:most])


def stays(scores: ArrayLike, again: ArrayLike) -> int:
    """How many words from the first on are among the strongest of `again` too, with the same sign: 0 to `shown(n)`.

    The first word that is not there ends the count. A word has no sign, and stays nowhere, where its score is 0.
    """
    own, other = rounded(scores), rounded(again)
    most = shown(len(own))
    there = set(strongest(other)[:most].tolist())
    for place, unit in enumerate(strongest(own)[:most]):
        if int(unit) not in there or own[unit] * other[unit] <= 0:
            return place
    return most
