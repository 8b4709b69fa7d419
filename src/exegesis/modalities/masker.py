"""The contract of a kind of data: keep masks to inputs, neighbours that are no masks, and the tree of the units.

A masker is made for one input and one baseline. All that it gives beyond rows has a default: one row a mask, no tree.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats, Integers, Masks
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree

_ONE = np.ones(1)
_ONE.setflags(write=False)


class Masker(ABC):
    """Turns keep masks of all units into inputs, window by window.

    `draws` (K,): the weights, which sum to 1, of the K inputs that each mask stands for: background rows to take absent
    values from, draws of noise. A mask's value is the weighted mean of theirs, in the target's own unit. `together`:
    whether a row stands for all K inputs of its mask, and their outputs (K x C) are its own.
    """

    draws: Floats = _ONE
    together: bool = False

    @abstractmethod
    def units_of(self, window: int) -> Integers:
        """Indices of the units that stand in this window: no other unit changes its inputs."""

    @abstractmethod
    def rows(self, window: int, masks: Masks) -> list[Row]:
        """The inputs for this window: those of the first keep mask of (B, n_units), then those of the next; B x K.

        B where they are `together`.
        """

    def row(self, window: int, keep: NDArray[np.bool_]) -> Row:
        """The first input for this window when only the units with `keep` (n_units,) are there."""
        return self.rows(window, keep[None])[0]

    def tree(self) -> UnitTree | None:
        """Which units belong together; None where nothing is known but their order."""
        return None

    def halves(self) -> UnitTree | None:
        """The units halved again and again by where they stand alone; None where that is no more than an order."""
        return None


@runtime_checkable
class Blender(Protocol):
    """A masker of images, whose units can be there in part, pixel by pixel.

    `regions` (rows, columns): the unit of each pixel, -1 for none.
    """

    regions: Integers

    def blended(self, masks: NDArray[np.float32]) -> list[Row]:
        """The inputs of soft masks (B, rows, columns) in 0..1: what is there times the mask, and what is absent."""


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Inputs near the explained one, which is the first of them, and how a linear model is to see them."""

    rows: list[Row]  # B of them, or such as stand for several each
    units: Floats  # (B, n)  how much of each unit is there: 1 where it is as in the input and 0 elsewhere, or a value
    distances: Floats  # (B,)
    width: float  # of LIME's kernel over these distances

    def after(self, known: int) -> list[Row]:
        """The rows of those behind the first so many."""
        if len(self.rows) == len(self.units):
            return self.rows[known:]
        block: Any = self.rows[0]  # one that stands for all, as a table's `RowBlock`
        return [block.after(known)] if known else self.rows


@runtime_checkable
class Sampler(Protocol):
    """Draws neighbours of its own: of a table other values in the columns, of a recommender other items.

    A masker may be one too: then LIME asks for neighbours, all other methods for masks. One that is no masker can be
    explained by LIME alone.
    """

    def neighbours(self, count: int, rng: np.random.Generator) -> Neighbourhood:
        """So many, the input itself first. The same stream gives the same, and of more of them the same first ones."""
