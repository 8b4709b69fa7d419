"""Rows to fit on and rows held out, equal rows always on the same side."""

import numpy as np

from exegesis.core.types import Integers, Masks


def held_out(groups: Integers, share: float, rng: np.random.Generator, never: int | None = None) -> Masks:
    """(B,) True for the rows held out: those of a `share` of the groups, at least one; the group `never` stays.

    Drawn by group, so that no held-out row is equal to a fitted one.
    """
    distinct = np.unique(groups)
    order = rng.permutation(distinct[distinct != never])
    count = min(max(1, round(share * len(distinct))), len(order))
    return np.isin(groups, order[:count])
