"""What the columns of a table hold: numbers in a range, categories, ordered ones, one category over several columns.

A schema is guessed of background rows (`table_guess`), shown, and corrected by who knows better. What gets one score is
a `TableColumn` of it: one column of the frame, or a group of one-hots.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from exegesis.core.characters import one_line
from exegesis.core.codec import Limit, OneOf
from exegesis.core.errors import InputError, unknown
from exegesis.core.plurals import plural
from exegesis.data.table_row import Cell, said

COLUMN_KINDS = ("numeric", "categorical", "ordinal", "one-hot", "constant")
_LISTED = 5  # categories


@dataclass(frozen=True)
class TableColumn:
    """One column as a person sees it, which gets one score.

    `columns`: those of the frame: its own name, or of "one-hot" several, of which in each row one is 1 and the others
    are 0. `categories`: of "ordinal" in their order; of "one-hot" one for each of `columns`; () of numbers. `low` and
    `high`: the range of numbers in the background. `is_whole`: whether the numbers are whole. `missing`: whether a cell
    may be missing. A "constant" is left as it is in the row that is explained, and gets no score unless the row has
    something else there than all of the background.
    """

    name: str
    kind: Annotated[str, OneOf(*COLUMN_KINDS)]
    columns: Annotated[tuple[str, ...], Limit(items=1)]
    categories: tuple[Cell, ...] = ()
    low: float | None = None
    high: float | None = None
    is_whole: bool = False
    missing: bool = False

    def __post_init__(self) -> None:
        if self.kind not in COLUMN_KINDS:
            raise unknown("kind of column", self.kind, COLUMN_KINDS)
        if self.kind == "one-hot" and not 2 <= len(self.columns) == len(self.categories):
            raise InputError(f"the one-hot group {self.name!r} needs two columns or more, and a category for each.")
        if self.kind != "one-hot" and len(self.columns) != 1:
            raise InputError(f"{self.name!r} is no group of one-hots, so it is one column, not {len(self.columns)}.")

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers that mean more or less; else they are one of several."""
        return self.kind == "numeric"

    def holds(self) -> str:
        """What it holds, in words: "17 to 90", "Private, State-gov, … (8)"."""
        missing = ", or missing" if self.missing else ""
        if self.low is not None and self.high is not None:
            low, high = (int(one) if self.is_whole else one for one in (self.low, self.high))
            return f"{said(low)} to {said(high)}{missing}"
        listed = " < ".join if self.kind == "ordinal" else ", ".join
        more = f", … ({len(self.categories)})" if len(self.categories) > _LISTED else ""
        return listed([said(one) for one in self.categories[:_LISTED]]) + more + missing


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table, in the frame's order; a group of one-hots stands where its first column does."""

    columns: Annotated[tuple[TableColumn, ...], Limit(items=1)]

    def __post_init__(self) -> None:
        names, frame = [one.name for one in self.columns], self.names
        for of, what in ((names, "columns"), (list(frame), "columns of the frame")):
            twice = next((name for name in of if of.count(name) > 1), None)
            if twice is not None:
                raise InputError(f"the schema has two {what} called {twice!r}.")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of the frame, groups of one-hots taken apart; in the schema's order."""
        return tuple(name for one in self.columns for name in one.columns)

    def __getitem__(self, name: str) -> TableColumn:
        for one in self.columns:
            if one.name == name:
                return one
        raise unknown("column", name, [one.name for one in self.columns])

    def __iter__(self) -> Iterator[TableColumn]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def describe(self) -> str:
        """A line for each column: its name, its kind, and what it holds."""
        head = plural(len(self.columns), "column")
        lines = [(_short(one.name), one.kind, _held(one)) for one in self.columns]
        return "\n".join([f"{head}: what each holds in the background", *_aligned(lines)])

    __str__ = describe


def _held(column: TableColumn) -> str:
    several = f" [{plural(len(column.columns), 'column')} of the frame]" if len(column.columns) > 1 else ""
    return one_line(column.holds()) + several


def _short(name: str, most: int = 32) -> str:
    name = one_line(name)
    return name if len(name) <= most else name[: most - 1] + "…"


def _aligned(lines: Sequence[tuple[str, str, str]]) -> list[str]:
    name, kind = (max(len(line[place]) for line in lines) for place in (0, 1))
    return [f"  {line[0]:<{name}}  {line[1]:<{kind}}  {line[2]}" for line in lines]
