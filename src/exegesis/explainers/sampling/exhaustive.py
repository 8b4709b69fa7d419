"""All masks, or all masks of one size, in a fixed order."""

from itertools import chain, combinations
from math import comb

import numpy as np

from exegesis.core.types import Masks


def all_masks(n: int) -> Masks:
    """(2^n, n): unit j is kept in row i when bit j of i is set, so row 0 keeps nothing and the last row everything."""
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(np.bool_)


def all_of_size(n: int, size: int) -> Masks:
    """(C(n, size), n): every mask that keeps `size` units, in lexicographic order of the units kept."""
    rows = comb(n, size)
    kept = np.fromiter(chain.from_iterable(combinations(range(n), size)), dtype=np.int64, count=rows * size)
    masks = np.zeros((rows, n), dtype=np.bool_)
    masks[np.repeat(np.arange(rows), size), kept] = True
    return masks
