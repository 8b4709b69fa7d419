"""A table as one number for each column that gets a score, whatever its cells are: what neighbours are drawn of.

A number stands for itself, NaN for a missing one. Of every other column it is the place of the category among those of
the background (missing is one of them, and of one-hots their having none), -1 for what the background does not have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.table_background import TableBackground
from exegesis.data.table_schema import TableColumn
from exegesis.modalities.table.samplers import NumberedRows

_NUMBERED: "WeakKeyDictionary[TableBackground, NumberedTable]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class NumberedColumn:
    """One column of the schema: where its cells stand in a row's codes, and of categories the codes of each.

    `codes` (k, its columns): None of a numeric column.
    """

    column: TableColumn
    places: Integers
    codes: Floats | None

    def numbers(self, rows: Floats) -> Floats:
        """(N,) of rows of codes (N, columns of the frame)."""
        own = rows[:, self.places]
        if self.codes is None:
            return np.asarray(own[:, 0])
        if len(self.places) == 1:
            return self._places_of(own[:, 0])
        found = np.full(len(own), -1.0)
        for place, codes in enumerate(self.codes):
            found[(own == codes).all(axis=1)] = place
        return found

    def _places_of(self, own: Floats) -> Floats:
        codes, order = self._sorted
        nearest = np.minimum(np.searchsorted(codes, own), len(codes) - 1)
        is_known = (codes[nearest] == own) | (np.isnan(codes[nearest]) & np.isnan(own))
        return np.where(is_known, order[nearest], -1.0)

    @cached_property
    def _sorted(self) -> tuple[Floats, Integers]:
        """The codes of the categories rising, a missing one at the end, and the place of each."""
        assert self.codes is not None  # of categories
        order = np.argsort(self.codes[:, 0], kind="stable")
        return self.codes[order, 0], order

    def put(self, numbers: Floats, rows: Floats) -> None:
        """Write the cells of numbers (N,) into rows of codes; those of -1 stay as they are."""
        if self.codes is None:
            rows[:, self.places[0]] = numbers
            return
        known, places = numbers >= 0, numbers.astype(np.int64)
        for column, codes in zip(self.places.tolist(), self.codes.T, strict=True):
            rows[:, column] = np.where(known, codes[places], rows[:, column])


@dataclass(frozen=True, eq=False)
class NumberedTable:
    """The columns of a background's schema, and all of its rows as numbers, to be drawn from."""

    columns: tuple[NumberedColumn, ...]
    rows: NumberedRows

    @classmethod
    def of(cls, background: TableBackground) -> "NumberedTable":
        """Made once for each background, and gone with it."""
        if background not in _NUMBERED:
            schema = zip(background.schema, background.places, strict=True)
            columns = tuple(_numbered(background, *one) for one in schema)
            cells = background.form.columns
            rows = NumberedRows(
                _numbers(columns, background.codes),
                tuple(0 if column.codes is None else len(column.codes) for column in columns),
                tuple(column.codes is None and cells[int(column.places[0])].is_whole for column in columns),
            )
            _NUMBERED[background] = cls(columns, rows)
        return _NUMBERED[background]

    def numbers(self, codes: Floats) -> Floats:
        """(N, n) of rows of codes (N, columns of the frame)."""
        return _numbers(self.columns, codes)

    def codes(self, numbers: Floats, row: Floats) -> Floats:
        """(N, columns of the frame): a row of codes with these numbers (N, n) in the place of its own."""
        found = np.repeat(row[None], len(numbers), axis=0)
        for column, values in zip(self.columns, numbers.T, strict=True):
            column.put(values, found)
        return found


def _numbers(columns: Sequence[NumberedColumn], codes: Floats) -> Floats:
    return np.stack([column.numbers(codes) for column in columns], axis=1)


def _numbered(background: TableBackground, column: TableColumn, places: Integers) -> NumberedColumn:
    if column.is_number:
        return NumberedColumn(column, places, None)
    own = background.codes[:, places]
    if column.kind != "one-hot":
        cells = background.form.columns[int(places[0])]
        present = np.unique(own)  # a missing cell, once, at the end
        order = [cells.code(category) for category in column.categories] if column.kind == "ordinal" else []
        rest = [code for code in present.tolist() if code not in order]
        return NumberedColumn(column, places, np.array([*order, *rest])[:, None])
    hots = np.eye(len(places))
    none = np.zeros((1, len(places)))
    return NumberedColumn(column, places, np.concatenate([hots, none]) if (own == 0).all(axis=1).any() else hots)
