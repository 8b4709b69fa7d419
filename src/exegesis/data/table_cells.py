"""Cells of one column as numbers, and back: what is kept, compared, masked and drawn of a table are these codes.

A number is its own code, a missing cell is NaN, and anything else the place of its value in a list. Codes are float64,
in which whole numbers up to 2^53 are exact; larger ones are refused, since they would come back changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats
from exegesis.data.table_row import Cell, cell

_EXACT = 2**53


@dataclass(eq=False)
class Levels:
    """The values that are no numbers, in the order in which they were met; one that is new is added at the end.

    `is_closed`: no other value fits the frame's type (a Categorical of pandas).
    """

    values: list[Cell] = field(default_factory=list)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self._places = {_key(value): place for place, value in enumerate(self.values)}
        self._adding = Lock()

    def code(self, value: Cell) -> float:
        """Its place; NaN of a missing one."""
        if value is None:
            return np.nan
        place = self._places.get(_key(value))
        return float(self._added(value) if place is None else place)

    def knows(self, value: Cell) -> bool:
        """Whether it has been met."""
        return value is None or _key(value) in self._places

    def _added(self, value: Cell) -> int:
        with self._adding:
            place = self._places.get(_key(value))
            if place is None:
                place = len(self.values)
                self.values.append(value)
                self._places[_key(value)] = place
            return place


@dataclass(frozen=True, eq=False)
class CellCodes:
    """How the cells of a column of the frame are coded.

    `levels` None: they are numbers. `is_whole`: the frame's type holds whole numbers alone, in `bounds`.
    `takes_missing`: whether its type has room for a missing cell. `only`: the one type of its values, where there is
    one. `is_ordered`: whether its levels stand in an order that means something.
    """

    name: str
    levels: Levels | None = None
    is_whole: bool = False
    bounds: tuple[float, float] = (-np.inf, np.inf)
    takes_missing: bool = True
    only: type | None = None
    is_ordered: bool = False

    def code(self, value: Cell) -> float:
        """Of one cell; `InputError` in one line for one that does not fit the column."""
        if value is None:
            if not self.takes_missing:
                raise InputError(f"column {shown(self.name)} is missing in the row, and its type has no missing cells.")
            return np.nan
        return self._of_number(value) if self.levels is None else self._of_value(self.levels, value)

    def codes(self, values: Iterable[Any]) -> Floats:
        """(N,) of a whole column."""
        known: dict[Any, float] = {}
        found = []
        for value in values:
            try:
                code = known.get((type(value), value))
            except TypeError:  # not hashable: no cell, and said so below
                code = None
            if code is None:
                code = self.code(cell(value, self.name))
                if not np.isnan(code):  # of missing ones NaN is unlike itself, and pandas.NA has no truth
                    known[(type(value), value)] = code
            found.append(code)
        return np.array(found, dtype=np.float64)

    def cell(self, code: float) -> Cell:
        """The cell of a code."""
        if np.isnan(code):
            return None
        if self.levels is not None:
            return self.levels.values[int(code)]
        return int(code) if self.is_whole else float(code)

    def _of_number(self, value: Cell) -> float:
        if isinstance(value, str) or value is None:
            raise InputError(f"column {shown(self.name)} holds numbers, not the text {shown(value)}.")
        if isinstance(value, int) and abs(value) > _EXACT:
            raise InputError(
                f"column {shown(self.name)} holds {value}, a whole number beyond 2^53; give such numbers as texts."
            )
        number = float(value)
        if self.is_whole and not (number.is_integer() and self.bounds[0] <= number <= self.bounds[1]):
            low, high = self.bounds
            within = "" if np.isinf(low) else f" from {low:.0f} to {high:.0f}"
            raise InputError(f"column {shown(self.name)} holds whole numbers{within}, not {shown(value)}.")
        return number

    def _of_value(self, levels: Levels, value: Cell) -> float:
        if self.only is bool and value in (0, 1):
            value = bool(value)
        if self.only is not None and type(value) is not self.only:
            wanted = "texts" if self.only is str else "true or false"
            raise InputError(f"column {shown(self.name)} holds {wanted}, not {shown(value)}.")
        if levels.is_closed and not levels.knows(value):
            some: Sequence[str] = [shown(one) for one in levels.values[:8]]
            more = ", …" if len(levels.values) > len(some) else ""
            raise InputError(
                f"column {shown(self.name)} is of fixed categories ({', '.join(some)}{more}); {shown(value)} is none."
            )
        return levels.code(value)


def _key(value: Cell) -> tuple[bool, Cell]:
    """True is not 1, though they are equal."""
    return isinstance(value, bool), value
