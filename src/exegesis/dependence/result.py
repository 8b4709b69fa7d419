"""Dependence: how a model's answer goes with the columns of a table, over many rows, as data."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np

from exegesis.core.characters import one_line
from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.types import Count, Floats
from exegesis.data import renderers
from exegesis.data.records import Cost, Fingerprint, Target
from exegesis.data.result import DrawnResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBERS, ORDERED, CATEGORIES = "numbers", "ordered", "categories"


@dataclass(frozen=True, eq=False)
class LocalEffects:
    """Accumulated local effects (Apley and Zhu 2020): `effect` at each of `edges`, its mean over rows 0.

    `errors`: standard errors of the difference from the first edge. `counts`: rows in each bin between two edges.
    """

    edges: Floats  # (k + 1,)
    effect: Floats  # (k + 1,)
    errors: Floats  # (k + 1,)
    counts: tuple[Count, ...]  # (k,)


@dataclass(frozen=True, eq=False)
class ColumnCurve:
    """How the target's number goes with one column.

    `holds`: "numbers", "ordered" or "categories". `grid` (k,): values of the column, of categories their places, and
    `names` what they are called. `partial` (k,): the mean number over all rows with that value put in (Friedman 2001);
    `lines`: the same of some single rows (individual conditional expectation, Goldstein et al. 2015). `local`: None
    where categories have no order. `deciles`: of the column's own numbers; `shares`: how often each category is there.
    """

    column: str
    holds: Annotated[str, OneOf(NUMBERS, ORDERED, CATEGORIES)]
    grid: Annotated[Floats, Note("Values of the column; of categories their places.")]
    names: tuple[str, ...]
    partial: Floats
    lines: tuple[Floats, ...]
    local: LocalEffects | None
    deciles: Floats
    shares: Floats

    @cached_property
    def swing(self) -> float:
        """How far the mean number moves from its lowest to its highest."""
        return float(np.ptp(self.partial)) if len(self.partial) else 0.0


@dataclass(frozen=True, slots=True)
class ColumnImportance:
    """How much worse the model does when a column is shuffled among rows: mean over shuffles, lowest and highest."""

    column: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shuffled:
    """Permutation importance (Breiman 2001) of all columns, the largest first.

    `measure`: "accuracy" or "R²"; `score`: the model's own on these rows, from which the falls count.
    """

    measure: Annotated[str, OneOf("accuracy", "R²")]
    score: float
    shuffles: Annotated[int, Limit(at_least=1)]
    columns: tuple[ColumnImportance, ...]


@dataclass(frozen=True, eq=False)
class Dependence(DrawnResult, noun="a dependence", drawn="dependence"):
    """How a model's answer goes with the columns of a table, those that move it most first.

    `rows`: over so many. `importance`: None where no labels were given.
    """

    target: Target
    rows: int
    curves: tuple[ColumnCurve, ...]
    importance: Shuffled | None
    seed: int
    fingerprint: Fingerprint
    cost: Cost
    notes: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> ColumnCurve:
        return next(curve for curve in self.curves if curve.column == column)

    def __repr__(self) -> str:
        first = ", ".join(f"{curve.column!r} {curve.swing:.3g}" for curve in self.curves[:3])
        return one_line(f"Dependence({self.target.name} ({self.target.output}), {self.rows:,} rows: {first})")

    def plot(self, path: str | Path | None = None) -> "Figure":
        """A matplotlib figure: a panel for each column.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("dependence plot", (self,), path)
        return figure
