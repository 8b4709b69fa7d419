"""Neighbours of a row of a table, for LIME: as the `lime` package draws them, or made of rows that there are.

Rows are numbers (see `laws`), one column for each column of the schema: the columns of a one-hot group are one.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers, Masks
from exegesis.modalities.table.laws import BINS, Bins, Categories, Law, Normal, cuts_of
from exegesis.modalities.table.leaf_mates import LeafMates

_WIDTH = 0.75  # of the kernel, times the root of the number of columns


@dataclass(frozen=True, eq=False)
class Background:
    """Rows that neighbours are drawn from, as numbers, and what is known of their columns.

    `categories` (n,): how many each column has, 0 for a numeric one; `classes` (N,): what the model answers to each
    row, where bins are cut by it.
    """

    rows: Floats  # (N, n)
    categories: tuple[int, ...]
    classes: Integers | None = None

    def laws(self, bins: str, around: bool = False) -> tuple[Law, ...]:
        """How each column is drawn and seen."""
        return tuple(self._law(column, count, bins, around) for column, count in enumerate(self.categories))

    def _law(self, column: int, count: int, bins: str, around: bool) -> Law:
        values = self.rows[:, column]
        if count:
            return Categories.of(values, count)
        if bins == "none":
            return Normal.of(values, around)
        return Bins.of(values, cuts_of(bins, values, self.classes))

    @cached_property
    def mates(self) -> LeafMates:
        """The forest over these rows, grown when it is first asked for."""
        return LeafMates.grown(self.rows, stream(0, "leaf mates"))


@dataclass(frozen=True, eq=False)
class Drawn:
    """Neighbours as numbers, the explained row first; as the linear model sees them; how far each of them is."""

    values: Floats  # (B, n)
    seen: Floats  # (B, n)
    distances: Floats  # (B,)
    width: float


class TableSampler(ABC):
    """Draws neighbours of rows over one background. `said`: how, in words, behind "other values are"."""

    name: ClassVar[str]
    said: ClassVar[str]
    usual_bins: ClassVar[str] = "quartile"

    def __init__(self, background: Background, laws: Sequence[Law]) -> None:
        self.background, self.laws = background, laws

    def draw(self, row: Floats, count: int, rng: np.random.Generator) -> Drawn:
        """So many neighbours of a row (n,); of the same stream the first ones are the same whatever the count."""
        drawn = self._values(row, max(count - 1, 0), rng)
        values = np.concatenate([row[None], drawn])
        return self.looked_at(values)

    def looked_at(self, values: Floats) -> Drawn:
        """Given neighbours (B, n), the explained row first, as the linear model sees them."""
        row = values[0]
        seen = np.stack([law.seen(values[:, place], row[place]) for place, law in enumerate(self.laws)], axis=1)
        distances = np.sqrt(((seen - seen[0]) ** 2).sum(axis=1))
        return Drawn(values, seen, distances, _WIDTH * len(row) ** 0.5)

    @abstractmethod
    def _values(self, row: Floats, count: int, rng: np.random.Generator) -> Floats:
        """(count, n)."""


class Library(TableSampler):
    """Every column drawn by itself, as the `lime` package does: bins and categories by their frequency."""

    name = "library"
    said = "drawn column by column, as often as the background has them"

    def _values(self, row: Floats, count: int, rng: np.random.Generator) -> Floats:
        uniform = rng.random((count, 2, len(row)))
        columns = [
            law.draw(uniform[:, 0, place], uniform[:, 1, place], row[place]) for place, law in enumerate(self.laws)
        ]
        return np.stack(columns, axis=1)


class Around(Library):
    """The same, numbers undiscretised and drawn around the row's own."""

    name = "around"
    said = "drawn column by column, numbers around the row's own"
    usual_bins = "none"


class _Swapping(TableSampler):
    """Some columns of the row, 1 to all, take the values of one real row; which columns is chance."""

    def _values(self, row: Floats, count: int, rng: np.random.Generator) -> Floats:
        uniform = rng.random((count, len(row) + self._extra))
        ranks = uniform[:, : len(row)].argsort(axis=1).argsort(axis=1)
        changed = 1 + (uniform[:, len(row)] * len(row)).astype(np.int64)
        kept = ranks >= changed[:, None]
        others = self.background.rows[self._others(row, kept, uniform[:, len(row) + 1 :])]
        return np.where(kept, row, others)

    _extra: ClassVar[int]  # uniform numbers for each neighbour, beside one a column

    @abstractmethod
    def _others(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        """(B,) the background row that each takes values of."""


class FromRows(_Swapping):
    """The real row is any of the background."""

    name = "from_rows"
    said = "those of real rows, some columns of one row at a time"
    _extra = 2

    def _others(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        return (uniform[:, 0] * len(self.background.rows)).astype(np.int64)


class Conditional(_Swapping):
    """The real row is one that goes with the values kept: it shares a leaf with them in a forest grown on the table."""

    name = "conditional"
    said = "those of real rows that go with the values that stay"
    _extra = 3

    def _others(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        return self.background.mates.mates(row, kept, uniform)


SAMPLERS: dict[str, type[TableSampler]] = {one.name: one for one in (Library, Around, FromRows, Conditional)}


def sampler(name: str, background: Background, bins: str = "auto") -> TableSampler:
    """By its name; `bins` "auto" is quartiles, and none for "around". `InputError` for what does not go together."""
    if name not in SAMPLERS:
        raise unknown("sampler", name, SAMPLERS)
    kind = SAMPLERS[name]
    chosen = kind.usual_bins if bins == "auto" else bins
    if chosen not in BINS:
        raise unknown("bins", bins, ("auto", *BINS))
    if kind is Around and chosen != "none":
        raise InputError(f"sampler='around' draws numbers undiscretised, so bins={bins!r} has no effect; leave it out.")
    return kind(background, background.laws(chosen, around=kind is Around))
