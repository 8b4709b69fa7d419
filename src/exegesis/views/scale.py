"""The one scale of every view: blue towards the target, orange against it, stronger as |score| nears the largest.

Blue and orange stay apart for readers with any of the common colour deficiencies; the views never rely on them alone.
A score becomes a level from -10 to 10, so a page needs twenty colours and each can be checked for contrast.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exegesis.core.types import Floats, Integers

LEVELS = 10

Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Colours of one scheme: page, text, the fullest backgrounds, and the stronger colours of lines and bars."""

    paper: Colour
    ink: Colour
    towards: Colour
    against: Colour
    towards_line: Colour
    against_line: Colour


LIGHT = Palette(
    paper=(255, 255, 255),
    ink=(28, 31, 36),
    towards=(98, 172, 226),
    against=(245, 158, 76),
    towards_line=(13, 95, 156),
    against_line=(176, 75, 0),
)
DARK = Palette(
    paper=(25, 28, 33),
    ink=(232, 235, 239),
    towards=(24, 98, 156),
    against=(148, 77, 14),
    towards_line=(104, 180, 238),
    against_line=(240, 158, 84),
)


def levels(scores: Floats) -> Integers:
    """Each score's signed level, round(10 score / max |score|): (n,). All 0 where every score is 0."""
    finite = np.nan_to_num(scores, nan=0.0, posinf=0.0, neginf=0.0)
    largest = np.abs(finite).max(initial=0.0)
    if largest == 0.0:
        return np.zeros(len(finite), dtype=np.int64)
    shares = finite / largest  # dividing first: the smallest numbers times ten need not be larger than they were
    return np.asarray(np.sign(shares) * np.floor(np.abs(shares) * LEVELS + 0.5), dtype=np.int64)


def background(level: int, palette: Palette) -> Colour:
    """The colour behind a unit of that level: the full colour over the page, |level| tenths opaque."""
    full = palette.towards if level > 0 else palette.against
    alpha = abs(level) / LEVELS
    red, green, blue = (
        round(alpha * over + (1 - alpha) * under) for over, under in zip(full, palette.paper, strict=True)
    )
    return red, green, blue


def hexadecimal(colour: Colour) -> str:
    """`colour` as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
