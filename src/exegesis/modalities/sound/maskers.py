"""Keep masks over the tiles of a sound to sounds. A row holds its mask; its samples are made when it is run."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.spectra import in_bands
from exegesis.core.types import Integers, Masks
from exegesis.data.place import Tile
from exegesis.data.rows import Row
from exegesis.data.sound import Sound, Waves
from exegesis.data.tiles import fade
from exegesis.data.tree import UnitTree
from exegesis.modalities.masker import Masker
from exegesis.modalities.sound.absent import AbsentSound
from exegesis.modalities.sound.tree import tile_tree


class TileMasker(Masker):
    """Absent tiles are taken from other sounds: one, or several draws.

    A tile is its band of the sound, faded in and out. Fades and bands sum to 1 wherever tiles meet, so the sound is the
    sum of its tiles, and what lies in no tile stays.
    """

    def __init__(self, sound: Sound, tiles: Sequence[Tile], absent: AbsentSound) -> None:
        self.sound, self.tiles, self.draws = sound, tuple(tiles), absent.weights
        bands = list(dict.fromkeys((tile.low, tile.high) for tile in tiles))
        self._band = [bands.index((tile.low, tile.high)) for tile in tiles]
        precise = np.float64 if sound.samples.dtype == np.float64 else np.float32
        rate = sound.known_rate
        own = sound.samples.astype(np.float64)
        # (F, length, ...) of each draw: what is added to a band where it is absent.
        self._moves = [in_bands(wave - own, rate, bands).astype(precise) for wave in absent.waves]
        self._fades = [fade(tile, rate, sound.length) for tile in tiles]
        self._units = np.arange(len(tiles))
        self._key = self._digest(absent)

    def units_of(self, window: int) -> Integers:
        return self._units

    def rows(self, window: int, masks: Masks) -> list[Row]:
        packed = np.packbits(masks, axis=1)
        whole = [bool(mask.all()) for mask in masks]
        return [
            MaskedSound(self, bits.tobytes(), draw, everything)
            for bits, everything in zip(packed, whole, strict=True)
            for draw in range(len(self.draws))
        ]

    def tree(self) -> UnitTree | None:
        return tile_tree(self.tiles)

    def halves(self) -> UnitTree | None:
        return self.tree()

    def mixed(self, keep: bytes, draw: int) -> Waves:
        """The sound with its absent tiles taken from a draw; `keep`: packed bits of the units."""
        bits = np.unpackbits(np.frombuffer(keep, dtype=np.uint8), count=len(self.tiles))
        moves = self._moves[draw]
        mixed = self.sound.samples.astype(moves.dtype)
        for unit in np.flatnonzero(bits == 0):
            first, heard = self._fades[unit]
            part = moves[self._band[unit], first : first + len(heard)]
            mixed[first : first + len(heard)] += (part.T * heard.astype(moves.dtype)).T
        return self.sound.like(mixed)

    def key(self, keep: bytes, draw: int) -> bytes:
        """What tells a masked sound from all others."""
        return self._key + keep + draw.to_bytes(4, "little")

    def _digest(self, absent: AbsentSound) -> bytes:
        found = hashlib.sha256(f"{self.sound.digest} {self.tiles}".encode())
        for wave in absent.waves:
            found.update(wave.tobytes())
        return found.digest()


@dataclass(frozen=True, eq=False, slots=True)
class MaskedSound:
    """One masked sound before it is mixed. Of a mask that keeps all it is the sound itself, whatever the draw."""

    masker: TileMasker
    keep: bytes
    draw: int
    is_whole: bool

    @property
    def source(self) -> Sound:
        """The sound that is masked."""
        return self.masker.sound

    @property
    def key(self) -> bytes:
        """What tells it from every other input; the whole sound is the same under all maskers."""
        return self.source.digest.encode() if self.is_whole else self.masker.key(self.keep, self.draw)

    @property
    def size(self) -> int:
        """Its samples, of all channels."""
        return int(self.source.samples.size)

    def samples(self) -> Waves:
        """Mixed anew at each call."""
        return self.source.samples if self.is_whole else self.masker.mixed(self.keep, self.draw)
