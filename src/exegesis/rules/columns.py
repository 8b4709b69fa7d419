"""What can be said of a cell: "age > 37", "sex = Male"; and background rows made to fit what a rule says of them.

Numbers are cut at the background's quartiles, and each cut that the row lies above or below is a test of its own, so
that two tests of a column make a range. Of everything else the test is to be equal.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats, Integers
from exegesis.data.table_background import TableBackground
from exegesis.data.table_row import said
from exegesis.data.table_schema import TableColumn
from exegesis.rules.search import Rule

_QUARTERS = (25, 50, 75)


@dataclass(frozen=True, eq=False)
class ColumnTest:
    """One thing that a rule may say of the row: in words, of which column, and which background rows pass it."""

    text: str
    column: int  # of the schema
    places: Integers  # of the column's cells in the codes
    passes: NDArray[np.bool_]  # (N,)


@dataclass(frozen=True, eq=False)
class RuleRows:
    """The background as a source of neighbours of one row, under any rule of its tests."""

    background: TableBackground
    row: Floats  # (columns of the frame,)

    @cached_property
    def tests(self) -> tuple[ColumnTest, ...]:
        """All that the row passes and that some background row does not, in the columns' order."""
        found = [
            test
            for number, column in enumerate(self.background.schema)
            for test in self._of(number, column, self.background.place(column))
        ]
        return tuple(test for test in found if not test.passes.all())

    def coverage(self, rule: Rule) -> float:
        """The share of background rows that pass all tests of a rule."""
        passing = np.ones(len(self.background), dtype=np.bool_)
        for index in rule:
            passing &= self.tests[index].passes
        return float(passing.mean())

    def drawn(self, rule: Rule, count: int, rng: np.random.Generator) -> Floats:
        """(count, columns): background rows, drawn with replacement, made to pass the rule.

        A cell that does not pass is replaced by the same column's of another background row that does, drawn at
        random; where none does, by the row's own.
        """
        codes, size = self.background.codes, len(self.background)
        numbers = rng.integers(size, size=count)
        rows = codes[numbers].copy()
        for column in sorted({self.tests[index].column for index in rule}):
            tests = [self.tests[index] for index in rule if self.tests[index].column == column]
            passing = np.logical_and.reduce([test.passes for test in tests])
            failing = np.flatnonzero(~passing[numbers])
            fitting, places = np.flatnonzero(passing), tests[0].places
            if len(fitting):
                rows[np.ix_(failing, places)] = codes[np.ix_(rng.choice(fitting, size=len(failing)), places)]
            else:
                rows[np.ix_(failing, places)] = self.row[places]
        return rows

    def _of(self, number: int, column: TableColumn, places: Integers) -> list[ColumnTest]:
        cells, own = self.background.codes[:, places], self.row[places]
        if column.is_number and not np.isnan(own[0]):
            return self._of_number(number, column.name, places, cells[:, 0], float(own[0]))
        same = np.logical_and.reduce([_equal(cells[:, at], own[at]) for at in range(len(places))])
        return [ColumnTest(f"{column.name} {_holds(self._cell(column, places))}", number, places, same)]

    def _of_number(self, number: int, name: str, places: Integers, cells: Floats, own: float) -> list[ColumnTest]:
        known = cells[~np.isnan(cells)]
        tests = []
        for cut in np.unique(np.percentile(known, _QUARTERS)) if len(known) else ():
            with np.errstate(invalid="ignore"):
                passes = cells <= cut if own <= cut else cells > cut
            tests.append(ColumnTest(f"{name} {'≤' if own <= cut else '>'} {said(_plain(cut))}", number, places, passes))
        return tests

    def _cell(self, column: TableColumn, places: Integers) -> object:
        """What a person calls the cell of a column, of one-hots the category that is on."""
        if column.kind == "one-hot":
            on = np.flatnonzero(self.row[places] == 1)
            return column.categories[on[0]] if len(on) == 1 else None
        return self.background.form.columns[int(places[0])].cell(float(self.row[places[0]]))


def _equal(cells: Floats, own: float) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = np.isnan(cells) if np.isnan(own) else cells == own
    return same


def _holds(cell: object) -> str:
    return "is missing" if cell is None else f"= {said(cell)}"  # type: ignore[arg-type]  # a cell, as forms give them


def _plain(cut: float) -> float | int:
    return int(cut) if float(cut).is_integer() else round(float(cut), 6)
