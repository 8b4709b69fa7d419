"""Pictures in a terminal by half-block characters: two pixels, one above the other, in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exegesis.data.explanation import Explanation
from exegesis.views import scale
from exegesis.views.paper import Paper
from exegesis.views.regions import apart, region_map, tinted

if TYPE_CHECKING:
    from rich.text import Text

_WIDEST, _HIGHEST = 38, 20  # columns and lines of one picture
_GAP = "  "


def picture_lines(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """The regions coloured by their scores, and beside it those towards alone; nothing where there is no colour."""
    drawn = region_map(explanation)
    if drawn is None:
        return
    pictures = [tinted(drawn)]
    if drawn.pixels is not None and len(drawn.strong(1)) and paper.width >= 2 * _least(drawn.width, drawn.height):
        pictures.append(apart(drawn, 1))
    yield from blocks(pictures, paper)


def blocks(pictures: Sequence[NDArray[np.uint8]], paper: Paper, widest: int = _WIDEST) -> Iterable[Text]:
    """Pictures (height, width, 3) side by side, each at most so many columns wide; nothing where there is no colour."""
    if not (paper.has_colour and paper.is_unicode):
        return
    width = min(widest, (paper.width - len(_GAP) * (len(pictures) - 1)) // len(pictures))
    fitted = [_fitted(one, width) for one in pictures]
    for row in range(0, fitted[0].shape[0], 2):
        line = paper.write("")
        for place, pixels in enumerate(fitted):
            line += paper.write(_GAP if place else "") + _line(pixels[row : row + 2], paper)
        yield line


def _least(width: int, height: int) -> int:
    """Columns below which a second picture is not worth its place."""
    return min(_WIDEST, 16 * max(1, width // max(height, 1)))


def _fitted(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The picture shrunk to so many columns and an even number of rows; never stretched beyond its pixels' shape."""
    from PIL import Image as pil

    height, wide = pixels.shape[:2]
    factor = min(width / wide, 2 * _HIGHEST / height)
    size = (max(1, round(wide * factor)), max(2, 2 * round(height * factor / 2)))
    kind = pil.Resampling.BOX if factor < 1 else pil.Resampling.NEAREST
    return np.asarray(pil.fromarray(pixels).resize(size, kind), dtype=np.uint8)


def _line(rows: NDArray[np.uint8], paper: Paper) -> Text:
    """Two rows of pixels as one line; neighbours of one colour share a piece."""
    line, upper, lower = paper.write(""), rows[0].tolist(), rows[-1].tolist()
    start = 0
    for place in range(1, len(upper) + 1):
        if place == len(upper) or (upper[place], lower[place]) != (upper[start], lower[start]):
            line += paper.write("▀" * (place - start), f"{_hex(upper[start])} on {_hex(lower[start])}")
            start = place
    return line


def _hex(colour: Sequence[int]) -> str:
    red, green, blue = colour
    return scale.hexadecimal((red, green, blue))
