"""Keep masks over the cells of an array to arrays. A row holds its mask; its numbers are made when it is run."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Integers, Masks
from exegesis.data.arrays import ArrayInput, Numbers
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.modalities.masker import Masker


@dataclass(frozen=True, eq=False)
class AbsentCells:
    """Whole arrays (K, rows, columns) from which the numbers of absent units are taken, with what is said of them."""

    name: str
    description: str
    arrays: tuple[Numbers, ...]

    @property
    def weights(self) -> Floats:
        """(K,) of the draws: equal."""
        return np.full(len(self.arrays), 1 / len(self.arrays))


class CellMasker(Masker):
    """Cells of absent units take their numbers from other arrays: one, or several draws.

    `owners`, of the input's shape: the unit of each cell, 0..n-1, and -1 where it is of none and always stays. `grow`
    makes the tree of the units.
    """

    def __init__(
        self, source: ArrayInput, owners: Integers, absent: AbsentCells, grow: Callable[[], UnitTree | None]
    ) -> None:
        self.source, self.owners, self.absent, self._grow = source, owners, absent, grow
        self.draws = absent.weights
        self.count = int(owners.max()) + 1
        self._units = np.arange(self.count)
        self._key = self._digest()

    def units_of(self, window: int) -> Integers:
        return self._units

    def rows(self, window: int, masks: Masks) -> list[Row]:
        packed = np.packbits(masks, axis=1)
        whole = [bool(mask.all()) for mask in masks]
        return [
            MaskedCells(self, bits.tobytes(), draw, everything)
            for bits, everything in zip(packed, whole, strict=True)
            for draw in range(len(self.draws))
        ]

    def tree(self) -> UnitTree | None:
        return self._grow()

    def filled(self, keep: bytes, draw: int) -> Numbers:
        """The array with the cells of absent units taken from a draw; `keep`: packed bits of the units."""
        bits = np.unpackbits(np.frombuffer(keep, dtype=np.uint8), count=self.count).astype(np.bool_)
        stays = np.append(bits, True)[self.owners]  # the last is that of cells of no unit
        filled: Numbers = np.where(stays, self.source.values, self.absent.arrays[draw])
        return filled

    def key(self, keep: bytes, draw: int) -> bytes:
        """What tells a masked array from all others."""
        return self._key + keep + draw.to_bytes(4, "little")

    def _digest(self) -> bytes:
        found = hashlib.sha256(self.source.digest.encode() + self.owners.tobytes())
        for array in self.absent.arrays:
            found.update(array.tobytes())
        return found.digest()


@dataclass(frozen=True, eq=False, slots=True)
class MaskedCells:
    """One masked array before it is filled. Of a mask that keeps all it is the input itself, whatever the draw."""

    masker: CellMasker
    keep: bytes
    draw: int
    is_whole: bool

    @property
    def source(self) -> ArrayInput:
        """The input that is masked."""
        return self.masker.source

    @property
    def key(self) -> bytes:
        """What tells it from every other input; the whole input is the same under all maskers."""
        return self.source.digest.encode() if self.is_whole else self.masker.key(self.keep, self.draw)

    @property
    def size(self) -> int:
        """Its numbers."""
        return int(self.source.values.size)

    def values(self) -> Numbers:
        """Filled anew at each call."""
        return self.source.values if self.is_whole else self.masker.filled(self.keep, self.draw)
