"""Keep masks over the cells of an array to arrays. A row holds its mask; its numbers are made when it is run."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.arrays import ArrayInput, Numbers
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.modalities.drawn_masker import DrawnMasker, MaskedInput


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


class CellMasker(DrawnMasker[ArrayInput]):
    """Cells of absent units take their numbers from other arrays: one, or several draws.

    `owners`, of the input's shape: the unit of each cell, 0..n-1, and -1 where it is of none and always stays. `grow`
    makes the tree of the units.
    """

    def __init__(
        self, source: ArrayInput, owners: Integers, absent: AbsentCells, grow: Callable[[], UnitTree | None]
    ) -> None:
        self.owners, self.absent, self._grow = owners, absent, grow
        super().__init__(source, int(owners.max()) + 1, absent.weights, owners.tobytes(), absent.arrays)

    def masked(self, keep: bytes, draw: int, is_whole: bool) -> Row:
        return MaskedCells(self, keep, draw, is_whole)

    def tree(self) -> UnitTree | None:
        return self._grow()

    def filled(self, keep: bytes, draw: int) -> Numbers:
        """The array with the cells of absent units taken from a draw; `keep`: packed bits of the units."""
        stays = np.append(self.kept(keep), True)[self.owners]  # the last is that of cells of no unit
        filled: Numbers = np.where(stays, self.source.values, self.absent.arrays[draw])
        return filled


@dataclass(frozen=True, eq=False, slots=True)
class MaskedCells(MaskedInput[ArrayInput, CellMasker]):
    """One masked array before it is filled."""

    @property
    def size(self) -> int:
        """Its numbers."""
        return int(self.source.values.size)

    def values(self) -> Numbers:
        """Filled anew at each call."""
        return self.source.values if self.is_whole else self.masker.filled(self.keep, self.draw)
