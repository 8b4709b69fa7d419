"""Regions of an image: a map with a number for each pixel, and the same as units with their runs of pixels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.data.place import Pixels
from exegesis.data.records import Unit

_MOST_PIXELS = 2**28  # a file may say anything of its image
OWN_NONE = -1  # of a pixel that belongs to no region, and is never hidden


def numbered(labels: NDArray[np.integer]) -> Integers:
    """(height, width): the labels as 0..n-1 without a gap, in the order in which regions begin along the rows.

    The `lime` package takes labels as they come, so that a map that begins with 1, or one with a gap, hides nothing or
    the wrong region. Negative labels stay out. `InputError` where fewer than two regions are left.
    """
    flat = labels.ravel()
    kinds, first, inverse = np.unique(flat, return_index=True, return_inverse=True)
    inside = kinds >= 0
    if inside.sum() < 2:
        raise InputError(
            f"the image has {int(inside.sum())} region, and at least 2 are needed; take more or smaller segments, or "
            "another unit (slic, quickshift, felzenszwalb, grid, or a map of your own)."
        )
    numbers = np.full(len(kinds), OWN_NONE, dtype=np.int64)
    numbers[np.flatnonzero(inside)[np.argsort(first[inside])]] = np.arange(inside.sum())
    return numbers[inverse].reshape(labels.shape)


def units_of(regions: Integers) -> tuple[Unit, ...]:
    """The regions of a numbered map as units; they are called by their number from 1."""
    flat = regions.ravel()
    starts = np.flatnonzero(np.concatenate([[True], flat[1:] != flat[:-1]]))
    lengths = np.diff(np.append(starts, flat.size))
    runs: list[list[tuple[int, int]]] = [[] for _ in range(int(flat.max()) + 1)]
    for owner, start, length in zip(flat[starts].tolist(), starts.tolist(), lengths.tolist(), strict=True):
        if owner >= 0:
            runs[owner].append((start, length))
    return tuple(Unit(f"region {index}", at=Pixels(tuple(some))) for index, some in enumerate(runs, 1))


def map_of(units: Sequence[Unit], height: int, width: int) -> Integers:
    """The numbered map again, (height, width); `InputError` where a unit is no region of such an image."""
    if height * width > _MOST_PIXELS:
        raise InputError(f"an image of {width} x {height} pixels is too large to be drawn.")
    flat = np.full(height * width, OWN_NONE, dtype=np.int64)
    for index, unit in enumerate(units):
        if not isinstance(unit.at, Pixels):
            raise InputError(f"the unit {unit.text!r} is no region of an image.")
        for start, length in unit.at.runs:
            if start + length > flat.size:
                raise InputError(f"the unit {unit.text!r} reaches beyond an image of {width} x {height} pixels.")
            flat[start : start + length] = index
    return flat.reshape(height, width)
