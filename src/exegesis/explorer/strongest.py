"""Which cells of a matrix are drawn as curves: of each row the largest, until they hold a share of the row."""

import numpy as np

from exegesis.core.errors import InputError, check_count, shown
from exegesis.core.types import Floats, Masks
from exegesis.explorer.records import Curve, Curves

_ROUNDING = 1e-9  # of a row: a share that is reached but for rounding is reached


def curves(matrix: Floats, share: float, limit: int | None) -> Curves:
    """The curves of a matrix (R, C); weights may be negative, and count by their size."""
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise InputError(f"share must be above 0 and at most 1, not {shown(share)}.")
    if limit is not None:
        check_count("limit", limit)
    kept = strongest(np.abs(matrix), share)
    rows, columns = np.nonzero(kept)
    sizes = np.abs(matrix[rows, columns])
    found = len(rows)
    said = f"{found:,} of {matrix.size:,} cells: of each row the strongest that hold {share:.0%} of it"
    order = np.lexsort((columns, -sizes, rows))
    if limit is not None and found > limit:
        largest = np.sort(np.lexsort((columns, rows, -sizes))[:limit])
        order = order[np.isin(order, largest)]
        said = f"the strongest {limit:,} of these {said}"
    cells = [(int(rows[one]), int(columns[one])) for one in order]
    return Curves(tuple(Curve(*cell, float(matrix[cell])) for cell in cells), matrix.size, said)


def strongest(sizes: Floats, share: float) -> Masks:
    """Of each row as few cells as hold `share` of it, the largest (of equals the first): (R, C). Zeros never."""
    order = np.argsort(-sizes, axis=1, kind="stable")
    ranked = np.take_along_axis(sizes, order, axis=1)
    before = np.cumsum(ranked, axis=1) - ranked
    wanted = share * sizes.sum(axis=1, keepdims=True)
    kept = np.zeros(sizes.shape, dtype=bool)
    np.put_along_axis(kept, order, (ranked > 0) & (before < wanted * (1 - _ROUNDING)), axis=1)
    return kept
