"""How a sound is cut into units: tiles of time and frequency, or words whose times are known.

Each way is a record of its settings, given as `unit`, or its name for the usual ones.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.spectra import bins_of, hertz, mel
from exegesis.core.text import check_text
from exegesis.core.types import Floats
from exegesis.data.place import Tile
from exegesis.data.records import Unit
from exegesis.data.sound import Sound
from exegesis.data.tiles import said, tiles_of, unit_of

TimedWord: TypeAlias = tuple[float, float, str]  # start and end in seconds, and the word
NAMES: Mapping[str, dict[str, int]] = {"tiles": {}, "stretches": {"bands": 1}, "bands": {"stretches": 1}}
_SLACK = 0.01  # seconds that the last word may reach beyond the sound


class SoundCutting(ABC):
    """A way to cut a sound. Subclasses are frozen dataclasses of their settings."""

    @property
    def noun(self) -> str:
        """What an explanation calls its units."""
        return "tile"

    @abstractmethod
    def units(self, sound: Sound) -> tuple[Unit, ...]:
        """The units of a sound whose rate is known; `InputError` where fewer than two come of it."""

    def said(self) -> dict[str, Any]:
        """Its settings, as an explanation tells them."""
        settings: Any = self
        return asdict(settings)


@dataclass(frozen=True)
class Tiles(SoundCutting):
    """Stretches of equal length, each in bands of frequency: equally wide on the mel scale, on which people hear.

    `stretches=1` leaves bands alone, `bands=1` stretches alone (SLIME, Mishra et al. 2017, has all three).
    """

    stretches: int = 12
    bands: int = 4

    def __post_init__(self) -> None:
        check_count("stretches", self.stretches)
        check_count("bands", self.bands)
        if self.stretches * self.bands < 2:
            raise InputError("a sound needs at least 2 tiles; raise stretches or bands.")

    def units(self, sound: Sound) -> tuple[Unit, ...]:
        """In the order of time, low bands first."""
        rate = sound.known_rate
        if self.stretches * 4 > sound.length:
            raise InputError(f"{self.stretches} stretches do not fit a sound of {sound.length} samples; take fewer.")
        times = [round(place * sound.length / self.stretches) / rate for place in range(self.stretches + 1)]
        edges = _mel_edges(self.bands, bins_of(sound.length, rate))
        bands = list(zip(edges[:-1], [*edges[1:-1], None], strict=True))
        return tuple(unit_of(Tile(start, stop, low, high)) for start, stop in pairwise(times) for low, high in bands)


@dataclass(frozen=True)
class TimedWords(SoundCutting):
    """Words with their times in seconds, as an aligner gives them; what lies between them is never hidden."""

    words: tuple[TimedWord, ...]

    @property
    def noun(self) -> str:
        """ "word"."""
        return "word"

    def units(self, sound: Sound) -> tuple[Unit, ...]:
        """In their order."""
        seconds = sound.length / sound.known_rate
        for _, stop, word in self.words:
            if stop > seconds + _SLACK:
                raise InputError(f"the word {shown(word)} ends at {stop:g} s, and the sound at {seconds:g} s.")
        return tuple(unit_of(Tile(start, min(stop, seconds)), word) for start, stop, word in self.words)

    def said(self) -> dict[str, Any]:
        """How many there are; the words stand in the units."""
        return {"words": len(self.words)}


@dataclass(frozen=True)
class OwnTiles(SoundCutting):
    """The units of another explanation, as they were."""

    known: tuple[Unit, ...]

    @property
    def noun(self) -> str:
        """By what they are called."""
        are_tiles = all(unit.text == said(tile) for unit, tile in zip(self.known, tiles_of(self.known), strict=True))
        return "tile" if are_tiles else "word"

    def units(self, sound: Sound) -> tuple[Unit, ...]:
        """They."""
        seconds = sound.length / sound.known_rate
        for tile in tiles_of(self.known):
            if tile.stop > seconds + _SLACK:
                raise InputError(f"the unit {said(tile)} reaches beyond the sound, which ends at {seconds:g} s.")
        return self.known

    def said(self) -> dict[str, Any]:
        """Nothing: they stand in the explanation."""
        return {}


UnitOfSound: TypeAlias = str | SoundCutting | Sequence[TimedWord]


def cutting(unit: object) -> SoundCutting:
    """The way that a `unit` names: a name, a record of settings, or words with their times; `InputError` for others."""
    if isinstance(unit, SoundCutting):
        return unit
    if unit is None or isinstance(unit, str):
        if unit is not None and unit not in NAMES:
            raise unknown("unit of a sound", unit, NAMES)
        return Tiles(**NAMES[unit or "tiles"])
    if isinstance(unit, Sequence) and len(unit) and all(isinstance(one, Unit) for one in unit):
        return OwnTiles(tuple(unit))
    if isinstance(unit, Sequence):
        return TimedWords(_timed(unit))
    raise InputError(
        f"unit must be one of {', '.join(NAMES)}, exegesis.Tiles(stretches, bands), or a list of (start, end, word) in "
        f"seconds, not {shown(unit)}."
    )


def _timed(given: Sequence[Any]) -> tuple[TimedWord, ...]:
    """Words in order that do not overlap; `InputError` for the first that is none."""
    found: list[TimedWord] = []
    for place, one in enumerate(given, 1):
        is_triple = isinstance(one, Sequence) and not isinstance(one, str) and len(one) == 3
        if not is_triple or not _is_time(one[0]) or not _is_time(one[1]) or not isinstance(one[2], str):
            raise InputError(f"word {place} must be (start, end, word) with times in seconds, not {shown(one)}.")
        start, stop, word = float(one[0]), float(one[1]), check_text(one[2])
        if not start < stop or (found and start < found[-1][1]):
            raise InputError(f"word {place}, {shown(word)}, ends before it begins, or begins before the last one ends.")
        found.append((start, stop, word))
    if len(found) < 2:
        raise InputError(f"{len(found)} word is too few to explain; give at least 2.")
    return tuple(found)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and 0 <= float(value) < np.inf


def _mel_edges(count: int, bins: Floats) -> list[float]:
    """Edges of so many bands in Hz, each with a bin of the transform; `InputError` where there are not so many."""
    top = float(bins[-1])
    edges = hertz(np.linspace(0, mel(top), count + 1))
    rounded = [0.0, *(float(round(edge)) for edge in edges[1:-1]), top]
    filled = np.histogram(bins, rounded)[0] if all(np.diff(rounded) > 0) else np.zeros(count)
    if not filled.all():
        raise InputError(f"{count} bands are more than this sound's {len(bins)} frequencies fill; take fewer.")
    return rounded
