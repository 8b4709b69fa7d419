"""Keep masks of the top units gone, or of them alone; and how many the top k% are."""

from collections.abc import Sequence

import numpy as np

from exegesis.core.errors import unknown
from exegesis.core.types import Integers, Masks

# DeYoung et al. 2020 (ERASER), section 4: the bins of AOPC; and the whole range in tenths.
GRIDS: dict[str, tuple[float, ...]] = {
    "eraser": (0.01, 0.05, 0.1, 0.2, 0.5),
    "full": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
}


def counts(n: int, grid: str) -> list[int]:
    """How many of n units each share of the grid is: rounded up, so that 1% of a short text is one unit."""
    if grid not in GRIDS:
        raise unknown("grid", grid, GRIDS)
    return [max(1, int(np.ceil(round(share * n, 9)))) for share in GRIDS[grid]]


def without_first(order: Integers, numbers: Sequence[int]) -> Masks:
    """(len(numbers), n): row i keeps all but the first numbers[i] units of the order."""
    rank = np.argsort(order)
    kept: Masks = rank[None, :] >= np.asarray(numbers)[:, None]
    return kept


def only_first(order: Integers, numbers: Sequence[int]) -> Masks:
    """(len(numbers), n): row i keeps the first numbers[i] units of the order and no other."""
    return ~without_first(order, numbers)
