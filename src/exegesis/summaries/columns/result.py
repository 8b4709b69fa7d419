"""A global summary of explained rows of a table: for each target its columns, each with all of its values and scores.

Plain data, JSON both ways; the page and the plots of it stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from exegesis.core.characters import one_line
from exegesis.core.codec import LATER
from exegesis.core.errors import unknown
from exegesis.core.plurals import plural
from exegesis.core.statistics import Interval
from exegesis.core.types import Floats
from exegesis.data import renderers
from exegesis.data.result import DrawnResult
from exegesis.data.table_row import Cell

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CLEAR = 0.3  # rank correlation from which on a score is said to rise or fall with its value


@dataclass(frozen=True, eq=False)
class SummaryColumn:
    """One column over all rows: the mean size of its scores with its bootstrap interval, each row's value and score.

    `rises`: the rank correlation of score and value where the values are numbers, None elsewhere.
    """

    name: str
    size: Interval
    values: tuple[Cell, ...]
    scores: Floats  # as many
    rises: float | None

    @cached_property
    def shares(self) -> Floats | None:
        """Where each value stands among all of the column, from 0 (lowest) to 1; None where they are no numbers."""
        numbers = numbers_of(self.values)
        if numbers is None:
            return None
        order = np.unique(numbers, return_inverse=True)[1].reshape(-1)
        return np.asarray(order / max(int(order.max()), 1))

    @property
    def trend(self) -> str:
        """ "up", "down" or "" as the score goes with the value."""
        if self.rises is None or abs(self.rises) < _CLEAR:
            return ""
        return "up" if self.rises > 0 else "down"


@dataclass(frozen=True, eq=False)
class TargetColumns:
    """Of the explanations of one target: its columns, those with the largest scores first."""

    name: str
    output: str
    rows: int
    columns: tuple[SummaryColumn, ...]

    def __getitem__(self, name: str) -> SummaryColumn:
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown("column", name, [column.name for column in self.columns])


@dataclass(frozen=True, eq=False)
class ColumnSummary(DrawnResult, noun="a summary of columns", drawn="column summary"):
    """The columns of each target, in the order in which targets were met, and what was summed up."""

    targets: tuple[TargetColumns, ...]
    rows: int
    methods: tuple[str, ...]
    models: tuple[str, ...]
    # How many of the explanations have each level.
    verdicts: Mapping[str, int] = field(default_factory=dict, metadata=LATER)

    def __repr__(self) -> str:
        first = self.targets[0]
        said = ", ".join(f"{column.name!r} {column.size.mean:.3g}" for column in first.columns[:3])
        how = f"{plural(self.rows, 'explanation')} by {', '.join(self.methods)}"
        return one_line(f"ColumnSummary({first.name}: {said}; {how})")

    def plot(self, path: str | Path | None = None, column: str | None = None) -> "Figure":
        """A matplotlib figure: every row as a point by its score, a line for each column; or the scores of one
        `column` over its values.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("column summary plot", (self, column), path)
        return figure


def numbers_of(values: Sequence[Cell]) -> Floats | None:
    """(N,) the values where all that are there are numbers, NaN for those missing; else None."""
    if any(isinstance(value, str | bool) for value in values) or all(value is None for value in values):
        return None
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
