"""How much a slice tells: the likelihood ratio of two shares of marks, inside and outside, against one for all."""

import numpy as np

from exegesis.core.types import Floats


def gain(marked: Floats, rows: Floats, all_marked: int, all_rows: int) -> Floats:
    """(k,) the signed G statistics of slices of `rows` rows with `marked` marked ones: above 0 where marks are denser.

    2 (log likelihood with a share for the slice and one for the rest - with one for all); 0 of no rows, or of all.
    """
    rest, rest_marked = all_rows - rows, all_marked - marked
    inside = _likelihood(marked, rows)
    outside = _likelihood(rest_marked, rest)
    whole = _likelihood(np.array([float(all_marked)]), np.array([float(all_rows)]))
    size = np.maximum(2 * (inside + outside - whole), 0.0)
    return np.asarray(np.where(marked * all_rows >= all_marked * rows, size, -size))


def _likelihood(marked: Floats, rows: Floats) -> Floats:
    """The largest log likelihood of so many marks among so many rows."""
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(marked > 0, marked * np.log(marked / rows), 0.0)
        no = np.where(rows > marked, (rows - marked) * np.log((rows - marked) / rows), 0.0)
    return np.asarray(yes + no)
