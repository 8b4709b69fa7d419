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
class NumberedRows:
    """Rows that neighbours are drawn from, as numbers, and what is known of their columns.

    `categories` (n,): how many each column has, 0 for a numeric one. `whole` (n,): whether a numeric one takes whole
    numbers alone; none where it is not given. `classes` (N,): what the model answers to each row, where bins are cut
    by it.
    """

    rows: Floats  # (N, n)
    categories: tuple[int, ...]
    whole: tuple[bool, ...] = ()
    classes: Integers | None = None

    def laws(self, bins: str, around: bool = False) -> tuple[Law, ...]:
        """How each column is drawn and seen; worked out once for all rows that are explained over these."""
        if (bins, around) not in self._laws:
            places = range(len(self.categories))
            self._laws[bins, around] = tuple(self._law(place, bins, around) for place in places)
        return self._laws[bins, around]

    def _law(self, place: int, bins: str, around: bool) -> Law:
        values, count = self.rows[:, place], self.categories[place]
        if count:
            return Categories.of(values, count)
        is_whole = bool(self.whole) and self.whole[place]
        if bins == "none":
            return Normal.of(values, around, is_whole)
        return Bins.of(values, cuts_of(bins, values, self.classes), is_whole)

    @cached_property
    def _laws(self) -> dict[tuple[str, bool], tuple[Law, ...]]:
        return {}

    @cached_property
    def mates(self) -> LeafMates:
        """The forest over these rows, grown when it is first asked for."""
        return LeafMates.grown(self.rows, stream(0, "leaf mates"))


@dataclass(frozen=True, eq=False)
class DrawnNeighbours:
    """Neighbours as numbers, the explained row first; as the linear model sees them; how far each of them is."""

    values: Floats  # (B, n)
    seen: Floats  # (B, n)
    distances: Floats  # (B,)
    width: float


def width_of(columns: int) -> float:
    """Of LIME's kernel over so many columns, as in the package."""
    return float(_WIDTH * columns**0.5)


class TableSampler(ABC):
    """Draws neighbours of rows over one background. `said`: how, in words, behind "other values are"."""

    name: ClassVar[str]
    said: ClassVar[str]
    usual_bins: ClassVar[str] = "quartile"

    def __init__(self, background: NumberedRows, laws: Sequence[Law], bins: str) -> None:
        self.background, self.laws, self.bins = background, laws, bins

    def draw(self, row: Floats, count: int, rng: np.random.Generator) -> DrawnNeighbours:
        """So many neighbours of a row (n,); of the same stream the first ones are the same whatever the count."""
        drawn = self._values(row, max(count - 1, 0), rng)
        values = np.concatenate([row[None], drawn])
        return self.looked_at(values)

    def looked_at(self, values: Floats) -> DrawnNeighbours:
        """Given neighbours (B, n), the explained row first, as the linear model sees them."""
        row = values[0]
        seen = np.stack([law.seen(values[:, place], row[place]) for place, law in enumerate(self.laws)], axis=1)
        distances = np.sqrt(((seen - seen[0]) ** 2).sum(axis=1))
        return DrawnNeighbours(values, seen, distances, width_of(len(row)))

    @abstractmethod
    def _values(self, row: Floats, count: int, rng: np.random.Generator) -> Floats:
        """(count, n)."""


class LibrarySampler(TableSampler):
    """Every column drawn by itself, as the `lime` package does: bins and categories by their frequency."""

    name = "library"
    said = "drawn column by column, as often as the background has them"

    def _values(self, row: Floats, count: int, rng: np.random.Generator) -> Floats:
        uniform = rng.random((count, 2, len(row)))
        columns = [
            law.draw(uniform[:, 0, place], uniform[:, 1, place], row[place]) for place, law in enumerate(self.laws)
        ]
        return np.stack(columns, axis=1)


class AroundSampler(LibrarySampler):
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


class RowSwapSampler(_Swapping):
    """The real row is any of the background."""

    name = "from_rows"
    said = "those of real rows, some columns of one row at a time"
    _extra = 2

    def _others(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        return (uniform[:, 0] * len(self.background.rows)).astype(np.int64)


class ConditionalSampler(_Swapping):
    """The real row is one that goes with the values kept: it shares a leaf with them in a forest grown on the table."""

    name = "conditional"
    said = "those of real rows that go with the values that stay"
    _extra = 3

    def _others(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        return self.background.mates.mates(row, kept, uniform)


_ALL: tuple[type[TableSampler], ...] = (LibrarySampler, AroundSampler, RowSwapSampler, ConditionalSampler)
SAMPLERS: dict[str, type[TableSampler]] = {one.name: one for one in _ALL}


def sampler(name: str, background: NumberedRows, bins: str = "auto") -> TableSampler:
    """By its name; `bins` "auto" is quartiles, and none for "around". `InputError` for what does not go together."""
    check_names(name, bins)
    kind = SAMPLERS[name]
    chosen = kind.usual_bins if bins == "auto" else bins
    return kind(background, background.laws(chosen, around=kind is AroundSampler), chosen)


def check_names(name: str, bins: str, others: tuple[str, ...] = ()) -> None:
    """`InputError` for an unknown sampler or bins, or for bins that it has no use for. `others`: known beside them."""
    if name not in SAMPLERS:
        raise unknown("sampler", name, ("auto", *SAMPLERS, *others))
    if bins not in ("auto", *BINS):
        raise unknown("bins", bins, ("auto", *BINS))
    if SAMPLERS[name] is AroundSampler and bins not in ("auto", "none"):
        raise InputError(f"sampler='around' draws numbers undiscretised, so bins={bins!r} has no effect; leave it out.")
