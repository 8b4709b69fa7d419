"""Arrays as text inside a page: two bytes a number, or where there are many one; how far off they are is known."""

import base64
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Code = Literal["word", "byte"]
_LARGEST = {"word": 32_767, "byte": 255}


@dataclass(frozen=True, slots=True)
class Packed:
    """An array as base64, row by row, little-endian.

    Roots are held, so that small numbers keep apart: of a "byte" b, scale * (b / 255)^2; of a "word" w with r = (w -
    32768) / 32767, scale * r |r|. `error` is the largest difference.
    """

    text: str
    code: Code
    scale: float
    error: float


def packed(array: NDArray[Any], code: Code) -> Packed:
    """The array in that code; a "byte" holds no negative number."""
    scale = float(np.abs(array).max(initial=0.0)) or 1.0
    roots = np.sign(array) * np.sqrt(np.abs(array) / scale)
    levels = np.rint(roots * _LARGEST[code])
    held = levels.astype(np.uint8) if code == "byte" else (levels + 32_768).astype("<u2")
    back = levels / _LARGEST[code]
    error = float(np.abs(array - scale * back * np.abs(back)).max(initial=0.0))
    return Packed(base64.b64encode(held.tobytes()).decode("ascii"), code, scale, error)
