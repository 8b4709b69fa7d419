"""The rows that are sliced: what was answered and is true, their texts, and their other columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers
from exegesis.data.outcomes import Outcomes
from exegesis.data.table_background import TableBackground
from exegesis.data.table_cells import CellCodes
from exegesis.data.table_form import TableForm
from exegesis.data.table_frames import form_of
from exegesis.data.table_guess import guessed
from exegesis.slices.words import words_of

_CATEGORIES = 50  # of a column of names; one with more tells rows apart and is no kind of them
_NUMBERS = 10  # different numbers, from which on those of a text file are numbers and not names


@dataclass(frozen=True, eq=False)
class SlicedRows:
    """n rows. `texts`: () where they are no texts; `columns`: None where there are none beside the text.

    `left_out`: why columns that were given are not sliced by.
    """

    outcomes: Outcomes
    texts: tuple[str, ...] = ()
    columns: TableBackground | None = None
    left_out: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for what, count in (("texts", len(self.texts)), ("rows of columns", len(self.columns or ()))):
            if count and count != len(self):
                raise InputError(f"{count:,} {what} for {len(self):,} outcomes; give one for each.")

    def __len__(self) -> int:
        return len(self.outcomes)

    @cached_property
    def lengths(self) -> Integers:
        """(n,) words of each text."""
        return np.array([len(words_of(text)) for text in self.texts], dtype=np.int64)


def columns_of(given: Mapping[str, Sequence[Any]] | Any) -> tuple[TableBackground | None, tuple[str, ...]]:
    """Columns by name, or a frame, as they are sliced by; and why others are not.

    Numbers that are written as text are numbers where a column has many of them; of names those with few are taken.
    """
    if not isinstance(given, Mapping):
        return _kept(TableBackground.of(given))
    typed, notes = {}, []
    for name, cells in given.items():
        values = _typed(cells)
        if values is None:
            notes.append(f"Column {name!r} holds neither texts nor numbers alone, and is not sliced by.")
        elif values.dtype == object and (count := len(set(values))) > _CATEGORIES:  # before each is given a code
            notes.append(_many(name, count))
        else:
            typed[str(name)] = values
    if not typed:
        return None, tuple(notes)
    form = form_of(typed)
    found, more = _kept(_coded(form, form.codes(typed)))
    return found, (*notes, *more)


def _coded(form: TableForm, codes: Floats) -> TableBackground:
    codes.setflags(write=False)
    return TableBackground(form, guessed(form, codes), codes)


def _kept(columns: TableBackground) -> tuple[TableBackground | None, tuple[str, ...]]:
    """Without columns of very many names."""
    many = {
        one.name: len(one.levels.values)
        for one in columns.form.columns
        if one.levels is not None and len(one.levels.values) > _CATEGORIES
    }
    notes = tuple(_many(name, count) for name, count in many.items())
    kept = [place for place, one in enumerate(columns.form.columns) if one.name not in many]
    if not kept:
        return None, notes
    if not many:
        return columns, notes
    frame = {
        columns.form.columns[place].name: cells_of(columns.form.columns[place], columns.codes[:, place])
        for place in kept
    }
    form = form_of(frame)
    return _coded(form, form.codes(frame)), notes


def cells_of(column: CellCodes, codes: Floats) -> NDArray[Any]:
    """The cells of a column: numbers, or names with None where one is missing."""
    if column.levels is None:
        return codes
    palette = np.array([*column.levels.values, None], dtype=object)
    return np.asarray(palette[np.where(np.isnan(codes), len(palette) - 1, codes).astype(np.intp)])


def _many(name: object, count: int) -> str:
    return f"Column {name!r} has {count:,} different values, and is not sliced by."


def _typed(cells: Iterable[Any]) -> NDArray[Any] | None:
    """A column's cells as numbers or names with None where one is missing; None for what is neither."""
    cells = [None if cell == "" or (isinstance(cell, float) and np.isnan(cell)) else cell for cell in cells]
    known = [cell for cell in cells if cell is not None]
    if not all(isinstance(cell, str | int | float | bool | np.generic) for cell in known):
        return None
    if known and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known):
        return np.array([np.nan if cell is None else float(cell) for cell in cells])
    numbers = _numbers(known)
    if numbers is not None and len(set(numbers)) >= _NUMBERS:
        found = iter(numbers)
        return np.array([np.nan if cell is None else next(found) for cell in cells])
    return np.array([None if cell is None else str(cell) for cell in cells], dtype=object)


def _numbers(cells: list[Any]) -> list[float] | None:
    try:
        found = [float(cell) for cell in cells]
    except (TypeError, ValueError):
        return None
    return found if np.isfinite(found).all() else None
