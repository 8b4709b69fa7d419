"""Coalitions of one size, or their pairs with the complements: how many, all of them, some without repetition.

A pair is represented by its smaller half; at size n/2, where both halves are of that size, by the one with unit 0.
"""

from math import comb

import numpy as np

from exegesis.core.types import Masks
from exegesis.explainers.sampling.exhaustive import all_of_size
from exegesis.explainers.sampling.subsets import subsets


def how_many(n: int, size: int, *, paired: bool) -> int:
    """The number of coalitions of `size` out of n units; if paired, of pairs."""
    return comb(n, size) // 2 if paired and 2 * size == n else comb(n, size)


def every(n: int, size: int, *, paired: bool) -> Masks:
    """(how_many, n): all of them, if paired one half of each pair."""
    return all_of_size(n, size)[: how_many(n, size, paired=paired)]  # those with unit 0 come first


def distinct(n: int, size: int, count: int, rng: np.random.Generator, *, paired: bool) -> Masks:
    """(count, n): that many different ones, every choice of them equally likely (sampling without replacement)."""
    total = how_many(n, size, paired=paired)
    if count == total:
        return every(n, size, paired=paired)
    if total <= 4 * count:
        return every(n, size, paired=paired)[np.sort(rng.choice(total, count, replace=False))]
    found = _halves(n, size, count, rng, paired)
    while len(found) < count:  # a fourth of the draws at most are repetitions
        more = _halves(n, size, count - len(found), rng, paired)
        found = _first_seen(np.concatenate([found, more]))
    return found


def _halves(n: int, size: int, count: int, rng: np.random.Generator, paired: bool) -> Masks:
    drawn = subsets(np.full(count, size), n, rng)
    if paired and 2 * size == n:
        drawn ^= ~drawn[:, :1]
    return _first_seen(drawn)


def _first_seen(masks: Masks) -> Masks:
    """Rows without repetitions, in the order in which they were first drawn."""
    _, firsts = np.unique(np.packbits(masks, axis=1), axis=0, return_index=True)
    return masks[np.sort(firsts)]
