"""Tiles of a sound as units: what they are called, where they stand among its samples, and what is heard of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.spectra import in_bands
from exegesis.core.types import Floats, Integers
from exegesis.data.place import Tile
from exegesis.data.records import Unit

_SHORT = 0.05  # seconds
_FADE = 0.005  # seconds on each side of an edge, over which one tile gives way to the next


def unit_of(tile: Tile, word: str | None = None) -> Unit:
    """The tile as a unit; it is called by its word, or by its time and, where it is not all of them, its frequencies.

    Hostile times of a file are numbers, and no more.
    """
    return Unit(word or said(tile), at=tile)


def said(tile: Tile) -> str:
    """As a person reads it: "0.50–0.75 s, 200–800 Hz"."""
    places = 2 if tile.stop - tile.start >= _SHORT else 4
    time = f"{tile.start:.{places}f}–{tile.stop:.{places}f} s"
    if tile.high is None:
        return time if tile.low == 0 else f"{time}, above {tile.low:,.0f} Hz"
    return f"{time}, {tile.low:,.0f}–{tile.high:,.0f} Hz"


def tiles_of(units: Sequence[Unit]) -> list[Tile]:
    """Where the units stand; `InputError` where one is no tile of a sound, or ends before it begins."""
    found = []
    for unit in units:
        tile = unit.at
        if not isinstance(tile, Tile):
            raise InputError(f"the unit {shown(unit.text)} is no tile of a sound.")
        if not tile.start < tile.stop < np.inf or (tile.high is not None and not tile.low < tile.high):
            raise InputError(f"the unit {shown(unit.text)} ends before it begins.")
        found.append(tile)
    return found


def fade(tile: Tile, rate: int, length: int) -> tuple[int, Floats]:
    """Where a tile begins to be heard, and how much of it is from there on: the rise at its start less that at its end.

    So the fades of tiles that meet sum to 1, however short they are. There is none at the sound's own ends.
    """
    half = max(1, round(_FADE * rate))
    start, stop = min(round(tile.start * rate), length), min(round(tile.stop * rate), length)
    first = max(start - half, 0)
    places = np.arange(first, min(stop + half, length))
    return first, _begun(places, start, half, length) - _begun(places, stop, half, length)


def heard(samples: NDArray[np.number], rate: int, tiles: Sequence[Tile]) -> Floats:
    """(length,) or (length, channels): the sum of these tiles alone, all else silent."""
    bands = list(dict.fromkeys((tile.low, tile.high) for tile in tiles))
    found = np.zeros(samples.shape)
    for band, wave in zip(bands, in_bands(samples, rate, bands), strict=True):
        for tile in tiles:
            if (tile.low, tile.high) == band:
                first, share = fade(tile, rate, len(samples))
                found[first : first + len(share)] += (wave[first : first + len(share)].T * share).T
    return found


def _begun(places: Integers, edge: int, half: int, length: int) -> Floats:
    """How far each place lies beyond an edge: from 0 to 1 around it, in the form of a squared sine."""
    if edge <= 0 or edge >= length:
        return np.full(len(places), float(edge <= 0))
    along = np.clip((places - edge + half + 0.5) / (2 * half), 0, 1)
    return np.asarray(np.sin(np.pi / 2 * along) ** 2)
