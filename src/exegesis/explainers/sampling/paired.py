"""Antithetic pairs: each mask followed by its complement, to cancel what is even in the mask (Covert & Lee 2021)."""

import numpy as np

from exegesis.core.types import Integers, Masks


def with_complements(masks: Masks) -> Masks:
    """(B, n) to (2B, n): row 2i is mask i, row 2i + 1 its complement."""
    pairs = np.stack([masks, ~masks], axis=1)  # (B, 2, n)
    return pairs.reshape(-1, masks.shape[1])


def draw_numbers(rows: int, paired: bool) -> Integers:
    """(rows,): the number of the independent draw that each row belongs to; two rows share one when paired."""
    return np.arange(rows) // (2 if paired else 1)
