"""The form in which a model gets rows: frames of pandas or polars, arrays, dicts of columns; read and made again.

A frame that is made has the columns, their order and their types of the background; a cell that nobody changed is the
cell that was given.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.plurals import plural
from exegesis.core.types import Floats
from exegesis.data.table_cells import CellCodes
from exegesis.data.table_row import TableRow, is_frame

ASKED = "give a data frame of pandas or polars, an array (rows, columns), or a dict of columns"


class TableForm(ABC):
    """The columns of a kind of frame. `form_of` makes it of a frame.

    `columns`: how the cells of each are coded, in the frame's order. Codes are arrays (N, columns).
    """

    name: ClassVar[str]

    def __init__(self, columns: Sequence[CellCodes]) -> None:
        self.columns = tuple(columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each column stands."""
        return {name: place for place, name in enumerate(self.names)}

    def codes(self, frame: Any) -> Floats:
        """(N, columns) of a frame of any kind; `InputError` where its columns are not these."""
        if self.is_like(frame):
            values = {str(name): column for name, column in _columns(frame)}
        elif isinstance(frame, np.ndarray) and frame.ndim == 2:
            _check_width(frame.shape[1], self.names)
            values = dict(zip(self.names, frame.T, strict=True))
        elif is_frame(frame) or isinstance(frame, Mapping):
            values = {str(name): _listed(column) for name, column in _columns(frame)}
        else:
            raise InputError(f"a table must not be of the type {type(frame).__name__}; {ASKED}.")
        check_names(tuple(values), self.names, "the frame")
        lengths = {len(column) for column in values.values()}
        if len(lengths) > 1:
            raise InputError(f"the columns have {' and '.join(map(str, sorted(lengths)))} cells; give as many in each.")
        found = np.empty((lengths.pop(), len(self.columns)))
        for place, column in enumerate(self.columns):
            found[:, place] = self._codes(column, values[column.name])
        return found

    def row_codes(self, row: TableRow) -> Floats:
        """(columns,) of a row; `InputError` where its columns are not these, or a cell does not fit."""
        if not row.names:
            _check_width(len(row.cells), self.names)
            cells = row.cells
        else:
            check_names(row.names, self.names, "the row")
            by_name = dict(zip(row.names, row.cells, strict=True))
            cells = tuple(by_name[name] for name in self.names)
        return np.array([column.code(one) for column, one in zip(self.columns, cells, strict=True)])

    def row(self, codes: Floats) -> TableRow:
        """The row of codes (columns,)."""
        return TableRow(self.names, tuple(column.cell(code) for column, code in zip(self.columns, codes, strict=True)))

    @abstractmethod
    def is_like(self, frame: Any) -> bool:
        """Whether a frame is of this kind, so that its columns can be read without a detour."""

    @abstractmethod
    def frame(self, codes: Floats) -> Any:
        """A frame of this form of codes (N, columns)."""

    def _codes(self, column: CellCodes, values: Any) -> Floats:
        """(N,) of the cells of one column, quickly where they are numbers."""
        if column.levels is None and isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
            numbers = values.astype(np.float64)
            check_numbers(column, values, numbers)
            return numbers
        return column.codes(values.tolist() if isinstance(values, np.ndarray) else values)


# -- columns ----------------------------------------------------------------------------------------------------------


def check_names(given: Sequence[str], known: Sequence[str], what: str) -> None:
    """`InputError` in one line where the columns are not those of the model's background; their order is free."""
    lacking = [name for name in known if name not in given]
    more = [name for name in given if name not in known]
    if not lacking and not more:
        return
    said = []
    if lacking:
        said.append(f"lacks {_some(lacking)}")
    if more:
        said.append(f"has {_some(more)}, which the background has not")
    raise InputError(f"{what} {' and '.join(said)}; columns are matched by name, in any order.")


def _some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {plural(len(names) - most, 'other')}" if len(names) > most else ""
    return ", ".join(shown(name) for name in names[:most]) + more


def _check_width(width: int, names: Sequence[str]) -> None:
    if width != len(names):
        raise InputError(
            f"a row of {plural(width, 'cell')} without names, where the background has {plural(len(names), 'column')}; "
            "give a dict of columns, which are matched by name."
        )


def check_numbers(column: CellCodes, values: NDArray[Any] | None, numbers: Floats) -> None:
    """`InputError` for infinity, and for whole numbers that a float does not hold."""
    if np.isinf(numbers).any():
        raise InputError(
            f"column {shown(column.name)} is infinite in row {int(np.argmax(np.isinf(numbers)))}; mend it."
        )
    if column.is_whole:
        for number in numbers[(np.abs(numbers) > 2**53) | (numbers != np.floor(numbers))][:1]:
            column.code(int(number) if number.is_integer() else float(number)) if not np.isnan(number) else None
        if not column.takes_missing and np.isnan(numbers).any():
            column.code(None)


def _columns(frame: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(frame, Mapping):
        yield from frame.items()
    elif type(frame).__module__.startswith("pandas"):
        yield from ((label, frame.iloc[:, place]) for place, label in enumerate(frame.columns))
    else:
        yield from ((name, frame[name]) for name in frame.columns)


def _listed(column: Any) -> Any:
    """A column of another kind of frame as a list of plain cells."""
    return column.to_list() if hasattr(column, "to_list") else list(column)
