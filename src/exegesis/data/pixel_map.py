"""What a method knows of an image finer than by regions: numbers on a grid of cells over a part of it, as JSON."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np

from exegesis.core.codec import Limit, Note
from exegesis.core.errors import InputError
from exegesis.core.types import Floats

_LARGEST = 256  # cells a side; of more their means are kept
_MOST = 4096  # cells a side that a file may have
_Cells = Annotated[int, Limit(at_least=1, at_most=_MOST)]


@dataclass(frozen=True)
class PixelMap:
    """`numbers` (rows, columns) of one explanation, signed as its scores are, in the method's own unit.

    The first cell begins at `top` and `left`, the last ends at `bottom` and `right`, in pixels of the image; what a
    model's preprocessing mirrors runs backwards. `is_smooth`: what lies between the middles of two cells is between
    their numbers.
    """

    rows: _Cells
    columns: _Cells
    top: float
    left: float
    bottom: float
    right: float
    is_smooth: bool
    largest: Annotated[float, Limit(at_least=0), Note("The largest size of a number.")]
    shares: Annotated[str, Note("The numbers over `largest`, row by row: float16, little-endian, zlib, base64.")]

    @classmethod
    def of(cls, values: Floats, rectangle: tuple[float, float, float, float], is_smooth: bool = False) -> "PixelMap":
        """Of numbers (rows, columns) over (top, left, bottom, right); many cells are kept as means of neighbours."""
        smaller = _means(values, -(-max(values.shape) // _LARGEST))
        largest = float(np.abs(smaller).max())
        shares = (smaller / (largest or 1.0)).astype("<f2")
        top, left, bottom, right = map(float, rectangle)
        packed = base64.b64encode(zlib.compress(shares.tobytes(), 6)).decode("ascii")
        return cls(len(smaller), smaller.shape[1], top, left, bottom, right, is_smooth, largest, packed)

    @cached_property
    def numbers(self) -> Floats:
        """(rows, columns), to three digits; `InputError` where a file's cannot be read."""
        size = 2 * self.rows * self.columns
        try:
            data = zlib.decompressobj().decompress(base64.b64decode(self.shares, validate=True), size + 1)
        except (binascii.Error, zlib.error, ValueError):
            raise InputError("the explanation's map by pixels cannot be read.") from None
        found = np.frombuffer(data, "<f2").astype(np.float64) if len(data) == size else np.array([np.nan])
        if not np.isfinite(found).all():
            raise InputError("the explanation's map by pixels is broken.")
        return self.largest * found.reshape(self.rows, self.columns)

    def over(self, height: int, width: int, image: tuple[int, int]) -> Floats:
        """The numbers at (height, width) places spread over an image (rows, columns) of pixels; NaN beside the map."""
        down = _places(height, image[0], self.top, self.bottom, self.rows)
        across = _places(width, image[1], self.left, self.right, self.columns)
        inside = np.logical_and.outer((down >= 0) & (down < self.rows), (across >= 0) & (across < self.columns))
        if self.is_smooth:
            found = _bilinear(down, self.rows) @ self.numbers @ _bilinear(across, self.columns).T
        else:
            rows = np.clip(down.astype(int), 0, self.rows - 1)
            found = self.numbers[rows][:, np.clip(across.astype(int), 0, self.columns - 1)]
        return np.where(inside, found, np.nan)


def _places(count: int, side: int, start: float, stop: float, cells: int) -> Floats:
    """Where the middles of `count` places along a side stand, in cells from the first."""
    return ((np.arange(count) + 0.5) * side / count - start) / (stop - start) * cells


def _bilinear(places: Floats, cells: int) -> Floats:
    middles = np.clip(places - 0.5, 0, cells - 1)
    return np.asarray(np.maximum(0, 1 - np.abs(middles[:, None] - np.arange(cells))))


def _means(values: Floats, size: int) -> Floats:
    """Over squares of so many cells, from the first; those at the end may be smaller."""
    if size <= 1:
        return np.asarray(values, np.float64)
    starts = [np.arange(0, side, size) for side in values.shape]
    sums = np.add.reduceat(np.add.reduceat(values, starts[0], axis=0), starts[1], axis=1)
    counts = [np.diff(np.append(start, side)) for start, side in zip(starts, values.shape, strict=True)]
    return np.asarray(sums / np.multiply.outer(*counts))
