"""Rows of a table whose columns are moved to other values of the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats
from exegesis.counterfactuals.changing import Changeable, ChangedInput
from exegesis.counterfactuals.space import Alternative, Edits
from exegesis.data.kept import AnyKept
from exegesis.data.kept_row import KeptRow
from exegesis.data.place import Column
from exegesis.data.records import Unit
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import InputRow
from exegesis.data.table_row import TableRow, said
from exegesis.data.table_schema import TableColumn, TableSchema

UP, DOWN = "up", "down"
_ONE_WINDOW = np.ones(1)


@dataclass(frozen=True)
class ColumnLimits:
    """What may be done with columns, by their names.

    `keep`: columns that stay. `ranges`: lowest and highest number that a column may be moved to. `directions`: "up" or
    "down", of numbers and ordered categories. `costs`: how dear a column is beside the others, 1 where nothing is said.
    """

    keep: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)

    def check(self, schema: TableSchema) -> None:
        """`InputError` for a column that is not there, and for what does not fit the one that is."""
        names = [column.name for column in schema]
        for name in (*self.keep, *self.ranges, *self.directions, *self.costs):
            if name not in names:
                raise unknown("column", name, names)
        for name, limits in self.ranges.items():
            _check_range(schema[name], limits)
        for name, direction in self.directions.items():
            if direction not in (UP, DOWN):
                raise unknown(f"direction of {shown(name)}", direction, (UP, DOWN))
            if schema[name].kind not in ("numeric", "ordinal"):
                raise InputError(f"column {shown(name)} has no up and down: it is {schema[name].kind}.")
        for name, cost in self.costs.items():
            if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 < cost < float("inf"):
                raise InputError(f"the cost of column {shown(name)} must be a number above 0, not {shown(cost)}.")


class ChangeableRow(Changeable):
    """A row of which columns take other values that the background has in them.

    The cost of a number, or an ordered category, is the share of background rows that lie between it and the new one
    (the percentile shift of Ustun, Spangher & Liu, "Actionable recourse in linear classification", 2019), of another
    category 1; times the column's cost.
    """

    def __init__(self, model: TableModel, row: Floats, units: tuple[Unit, ...], limits: ColumnLimits) -> None:
        self.model, self.row, self.units = model, row, units
        self.columns = [unit.at.column for unit in units if isinstance(unit.at, Column)]
        made = [self._alternatives(column, limits) for column in self.columns]
        self.alternatives = [tuple(one for one, _ in pairs) for pairs in made]
        self._cells = [[cells for _, cells in pairs] for pairs in made]

    @property
    def _background(self) -> TableBackground:
        return self.model.background

    def _alternatives(self, number: int, limits: ColumnLimits) -> list[tuple[Alternative, Floats]]:
        column = self._background.schema.columns[number]
        if column.name in limits.keep:
            return []
        places = self._background.places[number]
        weight = limits.costs.get(column.name, 1.0)
        codes, own = self._background.codes[:, places], self.row[places]
        values = np.unique(codes[~np.isnan(codes).any(axis=1)], axis=0)
        values = values[(values != own).any(axis=1)]
        if column.kind not in ("numeric", "ordinal") or np.isnan(own).any():
            return [(Alternative(self._said(column, cells), "move", weight), cells) for cells in values]
        line = _Line(column, codes[:, 0], self._levels(column, places[0]))
        here, found = float(own[0]), []
        for (value,) in values.tolist():
            chain = UP if line.of(value) > line.of(here) else DOWN
            low, high = limits.ranges.get(column.name, (-np.inf, np.inf))
            is_within = column.kind == "ordinal" or low <= value <= high
            if is_within and limits.directions.get(column.name, chain) == chain:
                cells = np.array([value])
                cost = weight * line.between(here, value)
                found.append((Alternative(self._said(column, cells), "move", cost, chain), cells))
        return found

    def _levels(self, column: TableColumn, place: int) -> Mapping[float, float] | None:
        """Where each code of an ordered column stands in its order; None of numbers."""
        if column.kind != "ordinal":
            return None
        cells = self._background.form.columns[place]
        return {cells.code(value): float(rank) for rank, value in enumerate(column.categories)}

    def _said(self, column: TableColumn, cells: Floats) -> str:
        if column.kind == "one-hot":
            chosen = [name for name, cell in zip(column.categories, cells, strict=True) if cell]
            return said(chosen[0]) if len(chosen) == 1 else "none"
        place = self._background.place(column)[0]
        return said(self._background.form.columns[place].cell(float(cells[0])))

    def old(self, unit: int) -> str:
        column = self._background.schema.columns[self.columns[unit]]
        return self._said(column, self.row[self._background.place(column)])

    def codes(self, edits: Edits) -> Floats:
        """(columns of the frame,) of the changed row."""
        codes = self.row.copy()
        for edit in edits:
            codes[self._background.places[self.columns[edit.unit]]] = self._cells[edit.unit][edit.alternative]
        return codes

    def candidate(self, edits: Edits) -> ChangedInput:
        return ChangedInput([InputRow(self.codes(edits))], _ONE_WINDOW)

    def changed(self, edits: Edits) -> TableRow:
        return self._background.form.row(self.codes(edits))

    def kept(self, edits: Edits) -> AnyKept:
        return KeptRow.of(self.changed(edits), self.model.schema)


@dataclass(frozen=True, eq=False)
class _Line:
    """A column whose values lie in a row: numbers, or places in an order."""

    column: TableColumn
    codes: Floats  # (N,)
    ranks: Mapping[float, float] | None

    def of(self, code: float) -> float:
        """Where a value lies."""
        return code if self.ranks is None else self.ranks[code]

    def between(self, one: float, other: float) -> float:
        """The share of background rows on the way from one value to the other, the other's own among them.

        Of two values that no row lies between it is the least share there is, so that no move is free.
        """
        known = np.array([self.of(code) for code in self.codes[~np.isnan(self.codes)].tolist()])
        start, end = self.of(one), self.of(other)
        inside = (known > start) & (known <= end) if end > start else (known < start) & (known >= end)
        return max(float(inside.mean()), 1 / len(known))


def _check_range(column: TableColumn, limits: Sequence[float]) -> None:
    name = shown(column.name)
    if not column.is_number:
        raise InputError(f"column {name} has no range: it is {column.kind}.")
    try:
        low, high = map(float, limits)
    except (TypeError, ValueError):
        raise InputError(f"the range of column {name} must be two numbers, lowest and highest.") from None
    if not low <= high:
        raise InputError(f"the range of column {name} is empty: {low:g} to {high:g}.")
