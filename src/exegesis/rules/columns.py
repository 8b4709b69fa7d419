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
    """One thing that a rule may say of the row: in words, of which column, and by which comparison.

    `sign`: "≤" or ">" of a number, "=" of all the column's cells.
    """

    text: str
    column: int  # of the schema
    places: Integers  # (k,) of the column's cells in the codes
    sign: str
    values: Floats  # (k,)

    def of(self, codes: Floats) -> NDArray[np.bool_]:
        """(N,) which rows pass, of codes (N, columns of the frame); a missing number is neither above nor below."""
        cells = codes[:, self.places]
        with np.errstate(invalid="ignore"):
            if self.sign == "=":
                same = (cells == self.values) | (np.isnan(cells) & np.isnan(self.values))
            else:
                same = cells <= self.values if self.sign == "≤" else cells > self.values
        passing: NDArray[np.bool_] = same.all(axis=1)
        return passing


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
        return tuple(test for test in found if not test.of(self.background.codes).all())

    @cached_property
    def passes(self) -> NDArray[np.bool_]:
        """(N, n): which background rows pass each test."""
        found: NDArray[np.bool_] = np.array([test.of(self.background.codes) for test in self.tests]).T
        return found

    def coverage(self, rule: Rule) -> float:
        """The share of background rows that pass all tests of a rule."""
        return float(self.passes[:, list(rule)].all(axis=1).mean())

    def drawn(self, rule: Rule, count: int, rng: np.random.Generator) -> Floats:
        """(count, columns): background rows, drawn with replacement, made to pass the rule.

        A cell that does not pass is replaced by the same column's of another background row that does, drawn at
        random; where none does, by the row's own.
        """
        codes, size = self.background.codes, len(self.background)
        numbers = rng.integers(size, size=count)
        rows = codes[numbers].copy()
        for column in sorted({self.tests[index].column for index in rule}):
            tests = [index for index in rule if self.tests[index].column == column]
            passing: NDArray[np.bool_] = np.logical_and.reduce(self.passes[:, tests], axis=1)
            failing = np.flatnonzero(~passing[numbers])
            fitting, places = np.flatnonzero(passing), self.tests[tests[0]].places
            if len(fitting):
                rows[np.ix_(failing, places)] = codes[np.ix_(rng.choice(fitting, size=len(failing)), places)]
            else:
                rows[np.ix_(failing, places)] = self.row[places]
        return rows

    def _of(self, number: int, column: TableColumn, places: Integers) -> list[ColumnTest]:
        own = self.row[places]
        if not column.is_number or np.isnan(own[0]):
            said_of = f"{column.name} {_holds(self._cell(column, places))}"
            return [ColumnTest(said_of, number, places, "=", own)]
        cells = self.background.codes[:, places[0]]
        known = cells[~np.isnan(cells)]
        cuts = np.unique(np.percentile(known, _QUARTERS)) if len(known) else ()
        signs = ["≤" if own[0] <= cut else ">" for cut in cuts]
        return [
            ColumnTest(f"{column.name} {sign} {said(_plain(cut))}", number, places, sign, np.array([cut]))
            for sign, cut in zip(signs, cuts, strict=True)
        ]

    def _cell(self, column: TableColumn, places: Integers) -> object:
        """What a person calls the cell of a column, of one-hots the category that is on."""
        if column.kind == "one-hot":
            on = np.flatnonzero(self.row[places] == 1)
            return column.categories[on[0]] if len(on) == 1 else None
        return self.background.form.columns[int(places[0])].cell(float(self.row[places[0]]))


def _holds(cell: object) -> str:
    return "is missing" if cell is None else f"= {said(cell)}"  # type: ignore[arg-type]  # a cell, as forms give them


def _plain(cut: float) -> float | int:
    return int(cut) if float(cut).is_integer() else round(float(cut), 6)
