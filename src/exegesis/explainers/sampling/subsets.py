"""Random subsets of the units: of given sizes, or of sizes drawn with them, row by row."""

from collections.abc import Callable

import numpy as np

from exegesis.core.types import Floats, Integers, Masks

_ROWS_AT_ONCE = 256  # the random numbers of 5,000 units take 10 MB


def subsets(sizes: Integers, n: int, rng: np.random.Generator) -> Masks:
    """(B, n): in row i `sizes[i]` of the n units are kept, every such subset being equally likely."""
    return rng.permuted(np.arange(n) < sizes[:, None], axis=1)


def drawn(rows: int, n: int, rng: np.random.Generator, size_of: Callable[[Floats], Integers]) -> Masks:
    """(rows, n): each row keeps as many units as `size_of` makes of a number in [0, 1), every subset equally likely.

    A row takes n + 1 numbers of the stream, so a longer draw begins with the rows of a shorter one.
    """
    masks = np.zeros((rows, n), dtype=np.bool_)
    for start in range(0, rows, _ROWS_AT_ONCE):
        part = masks[start : start + _ROWS_AT_ONCE]
        numbers = rng.random((len(part), n + 1))
        kept = np.arange(n) < size_of(numbers[:, 0])[:, None]
        np.put_along_axis(part, numbers[:, 1:].argsort(axis=1), kept, axis=1)
    return masks
