"""Which of an image's pixels each pixel of a model's input shows: found out by asking its preprocessing.

A preprocessing resizes, cuts, pads and normalises, and tells nothing of it. So it is asked for a black and a white
image and for two ramps, grey values that rise across and down the image: what a ramp has become at a pixel of the
input, between what black and white have become there, says which place of the image is seen there. Through these a
straight line is laid in each direction.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.core.types import Floats, Integers
from exegesis.data.areas import Areas
from exegesis.data.image import Image, Pixels

_FELT = 1e-4  # of the largest change from black to white: below it a pixel of the input shows nothing of the image
_EDGE = 0.1  # of the pixels at either end, where a resizing weighs otherwise, are left out of the line
_BENT = 0.02  # of the side: a ramp that is further from a line has been bent
_SNAP = 0.25  # of a pixel: so near to the image's end its end is meant; eight bits tell no more
_ENTRIES = 2**22  # pairs of pixels that are held at once


@dataclass(frozen=True)
class Stride:
    """One direction: the `count` pixels of the input are `step` pixels of the image apart, negative where mirrored.

    The first begins at `start`.
    """

    start: float
    step: float
    count: int

    @property
    def stop(self) -> float:
        """Where the last ends."""
        return self.start + self.step * self.count

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end of what is seen."""
        return min(self.start, self.stop), max(self.start, self.stop)


@dataclass(frozen=True, eq=False)
class Placing:
    """Where the input's pixels stand in the image. `shown` (rows, columns): those that show anything of it."""

    down: Stride
    across: Stride
    shown: NDArray[np.bool_]

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the input."""
        return self.down.count, self.across.count

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """What the input covers of the image, in its pixels: where the first row and column begin, and the last end.

        It may reach beyond the image, and runs backwards where this is mirrored.
        """
        return self.down.start, self.across.start, self.down.stop, self.across.stop


def placing(image: Image, entering: Callable[[Image], NDArray[np.float32]], name: str) -> Placing:
    """For images of this one's size and type; `entering` gives (channels, rows, columns) of one.

    `UnsupportedError` in one line where the preprocessing turns, bends or redraws the image.
    """
    black, white = (_entering(_filled(image, share), entering, name) for share in (0.0, 1.0))
    felt = np.abs(white - black)
    if not felt.max() > 0:
        raise _refused(name, "makes the same of a black and a white image")
    channels = felt > _FELT * felt.max()
    shown = channels.any(axis=0)
    sides = []
    for axis in (0, 1):
        ramp = _entering(_ramp(image, axis), entering, name)
        if ramp.shape != black.shape:
            raise _refused(name, "gives images of one size inputs of several sizes")
        shares = np.where(channels, (ramp - black) / np.where(channels, white - black, 1), np.nan)
        places = _mean(shares) * image.pixels.shape[axis]
        sides.append(_line(places if axis == 0 else places.T, image.pixels.shape[axis], name))
    return Placing(sides[0], sides[1], shown)


def areas(found: Placing, regions: Integers) -> Areas:
    """How much of each region of a numbered map (height, width) every pixel of the input shows, itself being 1."""
    from scipy.sparse import coo_array, csr_array

    rows, columns = found.grid
    across = _overlaps(found.across, regions.shape[1])
    total = csr_array((int(regions.max()) + 1, rows * columns))
    down = _overlaps(found.down, regions.shape[0])
    at_once = max(1, _ENTRIES // max(len(across[0]), 1))
    for start in range(0, len(down[0]), at_once):
        row, y, high = (part[start : start + at_once] for part in down)
        owners = regions[y][:, across[1]]
        places = row[:, None] * columns + across[0]
        inside = (owners >= 0) & found.shown.ravel()[places]
        weights = (high[:, None] * across[2])[inside]
        total += coo_array((weights, (owners[inside], places[inside])), shape=total.shape).tocsr()
    return Areas(total, np.ones(rows * columns))


def of_cells(found: Areas, grid: tuple[int, int], cells: tuple[int, int]) -> Areas:
    """The same of the cells of a coarser map that is laid over the input by bilinear interpolation."""
    from scipy.sparse import kron

    laid = kron(_interpolation(cells[0], grid[0]), _interpolation(cells[1], grid[1]), format="csr")
    return Areas(found.parts @ laid, np.asarray(laid.sum(axis=0)).ravel())


def _interpolation(cells: int, pixels: int) -> "Floats":
    """(pixels, cells), sparse: bilinear, cells and pixels taken as areas (torch's align_corners=False)."""
    from scipy.sparse import coo_array

    places = np.maximum((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0)
    low = np.minimum(places.astype(int), cells - 1)
    high = np.minimum(low + 1, cells - 1)
    share = places - low
    numbers = np.concatenate([1 - share, share])
    at = (np.tile(np.arange(pixels), 2), np.concatenate([low, high]))
    made: Floats = coo_array((numbers, at), shape=(pixels, cells)).tocsr()
    return made


def _entering(image: Image, entering: Callable[[Image], NDArray[np.float32]], name: str) -> Floats:
    try:
        return np.asarray(entering(image), dtype=np.float64)
    except ModelError:
        raise _refused(name, "cannot read a plain image") from None


def _filled(image: Image, share: float) -> Image:
    return _like(image, np.full(image.pixels.shape, share * image.top))


def _ramp(image: Image, axis: int) -> Image:
    """Grey values in the middle of each pixel's share of the side, rising along an axis."""
    count = image.pixels.shape[axis]
    rising = (np.arange(count) + 0.5) / count * image.top
    shape = [1] * image.pixels.ndim
    shape[axis] = count
    return _like(image, np.broadcast_to(rising.reshape(shape), image.pixels.shape))


def _like(image: Image, values: Pixels) -> Image:
    pixels = np.rint(values) if image.pixels.dtype == np.uint8 else values
    return Image(np.ascontiguousarray(pixels.astype(image.pixels.dtype)), image.top, image.form)


def _mean(shares: Floats) -> Floats:
    """Over the channels (D, rows, columns) that show anything; NaN where none does."""
    known = np.isfinite(shares)
    sums = np.where(known, shares, 0).sum(axis=0)
    return np.where(known.any(axis=0), sums / np.maximum(known.sum(axis=0), 1), np.nan)


def _line(places: Floats, side: int, name: str) -> Stride:
    """The straight line through places (count, others) along the first axis, in pixels of a side of the image."""
    seen = np.isfinite(places).any(axis=1)
    if seen.sum() < 2:
        raise _refused(name, "shows too little of the image")
    lines = places[seen]
    middles = np.nanmedian(lines, axis=1)
    at = np.flatnonzero(seen)
    rest = int(_EDGE * len(at))
    inner = slice(rest, len(at) - rest)
    step, middle = np.polyfit(at[inner], middles[inner], 1)
    far = max(1.0, abs(step), _BENT * side)
    if np.nanmax(np.abs(lines[inner] - (middle + step * at[inner])[:, None])) > far or abs(step) * len(at) < 1:
        raise _refused(name, "turns, bends or redraws the image")
    return _snapped(Stride(middle - step / 2, step, len(places)), side)


def _snapped(found: Stride, side: int) -> Stride:
    """The whole image, or pixel on pixel, where it can be no other: eight bits do not tell a part of a pixel."""
    near = max(_SNAP, _SNAP * abs(found.step), side / 1000)
    low, high = found.ends
    if abs(low) <= near and abs(high - side) <= near:
        step = side / found.count
        return Stride(0.0, step, found.count) if found.step > 0 else Stride(float(side), -step, found.count)
    if abs(abs(found.step) - 1) * found.count < _SNAP:
        return Stride(float(round(found.start)), float(np.sign(found.step)), found.count)
    return found


def _overlaps(found: Stride, side: int) -> tuple[Integers, Integers, Floats]:
    """Pairs of a pixel of the input and one of the image that it shows, and which share of the first that is."""
    begins = found.start + found.step * np.arange(found.count)
    low, high = np.minimum(begins, begins + found.step), np.maximum(begins, begins + found.step)
    first = np.clip(np.floor(low + 1e-9), 0, side).astype(int)
    counts = np.maximum(np.clip(np.ceil(high - 1e-9), 0, side).astype(int) - first, 0)
    own = np.repeat(np.arange(found.count), counts)
    theirs = np.arange(len(own)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    shares = (np.minimum(high[own], theirs + 1) - np.maximum(low[own], theirs)) / abs(found.step)
    return own, theirs, shares


def _refused(name: str, why: str) -> UnsupportedError:
    return UnsupportedError(
        f"the preprocessing of {name} {why}, so it cannot be told which pixels it shows where, and gradients belong to "
        "no region; use a method of masks, such as kernel_shap or rise."
    )
