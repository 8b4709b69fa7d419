"""A row of a table as it was given, checked: a cell for each column, missing ones and strings as they are.

Cells are matched with columns by name. What came without names (an array) is matched by place.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isinf
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from exegesis.core.characters import one_line
from exegesis.core.errors import InputError, shown
from exegesis.core.text import check_unicode

if TYPE_CHECKING:
    import pandas
    import polars

Cell: TypeAlias = str | int | float | bool | None  # None: missing

_ASKED = "give a dict of columns, a row of a data frame, or a frame of one row"
_NO_EXPONENT = 1e9  # above it numbers are said with one
_SHOWN = 4  # cells


@dataclass(frozen=True)
class TableRow:
    """One row. `TableRow.of` makes it of what a user gives, and refuses in one line what is no row.

    `names`: the columns; () where the row came without, and its cells stand in the order of the model's columns.
    """

    names: tuple[str, ...]
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, given: object) -> "TableRow":
        """The row of a mapping, a Series, a frame of one row or an array; `InputError` for what is none."""
        if isinstance(given, TableRow):
            return given
        if isinstance(given, Mapping):
            return cls._of_pairs(given.items())
        if is_frame(given):
            return cls._only(rows_of(given))
        if hasattr(given, "items") and hasattr(given, "index"):  # a Series of pandas
            series: Any = given
            is_named = not all(isinstance(name, Integral) for name in series.index)
            return cls._of_pairs(series.items()) if is_named else cls((), tuple(map(_unnamed, series)))
        if isinstance(given, np.ndarray) and given.ndim == 2:
            return cls._only([cls((), tuple(map(_unnamed, line))) for line in given[:2]], len(given))
        if (isinstance(given, np.ndarray) and given.ndim == 1) or isinstance(given, list | tuple):
            return cls((), tuple(map(_unnamed, given)))
        raise InputError(f"the row must not be of the type {type(given).__name__}; {_ASKED}.")

    @classmethod
    def _of_pairs(cls, pairs: Any) -> "TableRow":
        named = [(str(name), value) for name, value in pairs]
        names = tuple(name for name, _ in named)
        for name in names:
            check_unicode(name, "name of a column")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(f"the row has two columns called {shown(twice)}; rename one.")
        if not names:
            raise InputError(f"the row has no columns; {_ASKED}.")
        return cls(names, tuple(cell(value, name) for name, value in named))

    @classmethod
    def _only(cls, found: "Sequence[TableRow]", count: int | None = None) -> "TableRow":
        count = len(found) if count is None else count
        if count != 1:
            raise InputError(f"the frame has {count:,} rows; give one of them, or all to explain_many.")
        return found[0]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of names and cells, in hexadecimal digits; columns in another order are another row."""
        return hashlib.sha256(repr((self.names, self.cells)).encode("utf-8", "surrogatepass")).hexdigest()

    def __getitem__(self, name: str) -> Cell:
        return self.cells[self.names.index(name)]

    def __repr__(self) -> str:
        names = self.names or tuple(f"column {place}" for place in range(len(self.cells)))
        pairs = [f"{name} {said(value)}" for name, value in zip(names, self.cells, strict=True)]
        more = f", … ({len(pairs)} columns)" if len(pairs) > _SHOWN else ""
        return f"<TableRow: {one_line(', '.join(pairs[:_SHOWN]))}{more}>"


def cell(value: Any, column: str) -> Cell:
    """A cell as plain data, None where it is missing; `InputError` for what no column can hold."""
    if isinstance(value, np.generic):
        value = None if isinstance(value, np.datetime64 | np.timedelta64) and np.isnat(value) else value.item()
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        check_unicode(value, f"cell in column {shown(column)}")
        return str.__str__(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and not hasattr(value, "numerator"):  # no fraction, whose digits a float would lose
        number = float(value)
        if isinf(number):
            raise InputError(f"column {shown(column)} is infinite; mend it, or leave it missing (NaN).")
        return number
    what = f"{shown(value)} ({type(value).__name__})"
    raise InputError(
        f"column {shown(column)} holds {what}, and numbers, texts and true or false can be explained: make numbers of "
        "dates, and columns of lists."
    )


def is_missing(value: Any) -> bool:
    """Whether it stands for a missing cell: None, NaN, or what pandas has, whose NA is neither true nor false."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    unlike = value != value  # as NaN alone is to itself; of an array an array
    return isinstance(unlike, bool | np.bool_) and bool(unlike)


def said(value: Cell, digits: int = 4) -> str:
    """A cell as a person reads it."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    is_large = isinstance(value, int) or 10**digits <= abs(value) < _NO_EXPONENT
    number = f"{value:.0f}" if is_large else f"{value:.{digits}g}"
    return f"−{number[1:]}" if number.startswith("-") else number


def is_frame(given: object) -> bool:
    """A data frame of pandas or polars; told by its class, so that neither is imported."""
    return type(given).__name__ == "DataFrame" and type(given).__module__.partition(".")[0] in ("pandas", "polars")


def rows_of(frame: "pandas.DataFrame | polars.DataFrame") -> "list[TableRow]":
    """Every row of a data frame of pandas or polars."""
    names = tuple(map(str, frame.columns))
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the frame has two columns called {shown(twice)}; rename one.")
    held: Any = frame
    is_pandas = type(frame).__module__.startswith("pandas")
    columns = [
        [cell(value, name) for value in (held.iloc[:, place] if is_pandas else held[name]).to_list()]
        for place, name in enumerate(names)
    ]
    return [TableRow(names, cells) for cells in zip(*columns, strict=True)] if names else []


def _unnamed(value: Any) -> Cell:
    return cell(value, "without a name")


# What `TableRow.of` takes, beside rows of pandas and polars, which are not imported for the sake of a name.
RowLike: TypeAlias = TableRow | Mapping[str, Any]
