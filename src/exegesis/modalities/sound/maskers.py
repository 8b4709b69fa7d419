"""Keep masks over the tiles of a sound to sounds. A row holds its mask; its samples are made when it is run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.spectra import in_bands
from exegesis.data.place import Tile
from exegesis.data.rows import Row
from exegesis.data.sound import Sound, Waves
from exegesis.data.tiles import fade
from exegesis.data.tree import UnitTree
from exegesis.modalities.drawn_masker import DrawnMasker, MaskedInput
from exegesis.modalities.sound.absent import AbsentSound
from exegesis.modalities.sound.tree import tile_tree


class TileMasker(DrawnMasker[Sound]):
    """Absent tiles are taken from other sounds: one, or several draws.

    A tile is its band of the sound, faded in and out. Fades and bands sum to 1 wherever tiles meet, so the sound is the
    sum of its tiles, and what lies in no tile stays.
    """

    def __init__(self, sound: Sound, tiles: Sequence[Tile], absent: AbsentSound) -> None:
        self.sound, self.tiles = sound, tuple(tiles)
        super().__init__(sound, len(self.tiles), absent.weights, str(self.tiles).encode(), absent.waves)
        bands = list(dict.fromkeys((tile.low, tile.high) for tile in tiles))
        self._band = [bands.index((tile.low, tile.high)) for tile in tiles]
        precise = np.float64 if sound.samples.dtype == np.float64 else np.float32
        rate = sound.known_rate
        own = sound.samples.astype(np.float64)
        # (F, length, ...) of each draw: what is added to a band where it is absent.
        self._moves = [in_bands(wave - own, rate, bands).astype(precise) for wave in absent.waves]
        self._fades = [fade(tile, rate, sound.length) for tile in tiles]

    def masked(self, keep: bytes, draw: int, is_whole: bool) -> Row:
        return MaskedSound(self, keep, draw, is_whole)

    def tree(self) -> UnitTree | None:
        return tile_tree(self.tiles)

    def halves(self) -> UnitTree | None:
        return self.tree()

    def mixed(self, keep: bytes, draw: int) -> Waves:
        """The sound with its absent tiles taken from a draw; `keep`: packed bits of the units."""
        moves = self._moves[draw]
        mixed = self.sound.samples.astype(moves.dtype)
        for unit in np.flatnonzero(~self.kept(keep)):
            first, heard = self._fades[unit]
            part = moves[self._band[unit], first : first + len(heard)]
            mixed[first : first + len(heard)] += (part.T * heard.astype(moves.dtype)).T
        return self.sound.like(mixed)


@dataclass(frozen=True, eq=False, slots=True)
class MaskedSound(MaskedInput[Sound, TileMasker]):
    """One masked sound before it is mixed."""

    @property
    def size(self) -> int:
        """Its samples, of all channels."""
        return int(self.source.samples.size)

    def samples(self) -> Waves:
        """Mixed anew at each call."""
        return self.source.samples if self.is_whole else self.masker.mixed(self.keep, self.draw)
