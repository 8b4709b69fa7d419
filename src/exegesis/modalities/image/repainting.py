"""An image that goes over into another one step by step: which pixels go at which step."""

from collections.abc import Sequence

import numpy as np

from exegesis.core.types import Integers

_ROWS = 8  # of pixels, at a step: 28 steps of a square image of 224 (Petsiuk, Das, Saenko 2018: 1 or 8)


def steps_of(regions: Integers, order: Sequence[int], whole_regions: bool, pixels: int | None) -> Integers:
    """(height, width): the step at which each pixel goes, -1 for those of no region, which never do.

    Regions go in `order` (n,), whole ones or `pixels` at a time, by default as many as stand in eight rows; the pixels
    of a region go in the order in which they are read.
    """
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[np.asarray(order)] = np.arange(len(order))
    steps = np.where(regions >= 0, ranks[regions], -1)
    if whole_regions:
        return steps
    flat = steps.ravel()
    pixel_order = np.argsort(flat, kind="stable")[np.count_nonzero(flat < 0) :]
    found = np.full(flat.size, -1, dtype=np.int64)
    found[pixel_order] = np.arange(len(pixel_order)) // (pixels or _ROWS * regions.shape[1])
    return found.reshape(regions.shape)
