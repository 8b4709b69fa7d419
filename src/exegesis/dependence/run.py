"""How a model's answer goes with each column of a table."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.tables import TableModel, table_model
from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Outputs
from exegesis.data.records import Cost, Target
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import distinct_rows
from exegesis.data.table_row import said
from exegesis.data.targets import OneTarget
from exegesis.dependence.curves import curve_of, grid_of, shuffled
from exegesis.dependence.result import CATEGORIES, NUMBERS, ORDERED, ColumnCurve, Dependence, Shuffled
from exegesis.engine.engine import Engine
from exegesis.modalities.table.numbers import NumberedColumn, NumberedTable
from exegesis.tasks.table import task_of

_ROWS_AT_ONCE = 2**14
_ORDER = {"numeric": NUMBERS, "ordinal": ORDERED}


def dependence(
    model: Any,
    data: Any = None,
    target: OneTarget | None = None,
    seed: int = 0,
    *,
    columns: str | Sequence[str] | None = None,
    truths: Sequence[Any] | None = None,
    output: str | None = None,
    rows: int = 500,
    grid: int = 20,
    bins: int = 20,
    lines: int = 30,
    shuffles: int = 10,
) -> Dependence:
    """Partial dependence, single rows and accumulated local effects of columns, and what shuffling them costs.

    Partial dependence puts a value into all rows, possible or not; local effects move rows only to the ends of their
    own bin, so columns that go together do not lend one another their effect. Where the two part, believe the second.
    A group of one-hots is one column throughout.

    Args:
        model: a model of tables, as `exegesis.load(estimator, background=frame)` gives it.
        data: a frame of rows to look at; the model's background where none is given.
        target: whose number; of two classes the second where none is named.
        seed: of what is drawn and shuffled.
        columns: one, or several by name; all where none is named. (Shuffled are always all.)
        truths: what is true of each row of `data`, for what shuffling costs: classes, or values of a regression.
        output: the number's unit, such as "probability" (usual) or "log-odds".
        rows: at most so many rows of `data`, drawn by `seed`.
        grid: at most so many values of a column of numbers.
        bins: at most so many bins of the local effects, each of 4 rows or more.
        lines: so many single rows have a curve of their own.
        shuffles: how often each column is shuffled.

    Returns:
        A curve for each column, those that move the number most first.

    Raises:
        InputError: an unknown column or target; truths that are not one a row, or none of the model's classes.
    """
    for name, value, least in (("rows", rows, 2), ("grid", grid, 2), ("bins", bins, 1), ("shuffles", shuffles, 1)):
        check_count(name, value, least)
    check_count("lines", lines, 0)
    began, loaded = time.perf_counter(), table_model(api.load(model), "dependence")
    known = loaded.background
    codes = known.codes if data is None else known.form.codes(data)
    if not len(codes):
        raise InputError("the data have no rows; give some to look at.")
    if data is None and truths is not None:
        raise InputError("truths are of the rows of data; give both.")
    known_truths = None if truths is None else _truths(loaded, truths, len(codes))
    drawn = np.arange(len(codes))
    if len(codes) > rows:
        drawn = np.sort(stream(seed, "rows of a dependence").choice(len(codes), rows, replace=False))
    source = TableBackground(known.form, known.schema, codes[drawn])
    chosen = _columns(source, columns)
    asked = _Asked(loaded, source, target, output)
    curves = [_curve(asked, place, grid, bins, lines, seed) for place in chosen]
    curves.sort(key=lambda curve: -round(curve.swing, 9))
    importance = None if known_truths is None else _shuffled(asked, known_truths[drawn], shuffles, seed)
    cost = Cost(asked.passes, 0, 0, time.perf_counter() - began)
    return Dependence(
        asked.target, len(drawn), tuple(curves), importance, seed, loaded.fingerprint(), cost, _notes(source)
    )


class _Asked:
    """A model over rows as numbers; counts what it is asked."""

    def __init__(
        self, model: TableModel, source: TableBackground, target: OneTarget | None, output: str | None
    ) -> None:
        self.model, self.source, self.table, self.passes = model, source, NumberedTable.of(source), 0
        task = task_of(model, output)
        scene = task.scene(source.form.row(source.codes[0]))
        aimed = task.aim(scene, _usual(model) if target is None else target, Engine(model).look)
        self.target: Target = aimed.targets[0]
        self._readout = aimed.readout

    @property
    def rows(self) -> Floats:
        """(N, n) all rows as numbers."""
        return self.table.rows.rows

    def number(self, rows: Floats) -> Floats:
        """(M,) the target's number of rows as numbers."""
        return np.asarray(self._readout.values(self._outputs(rows)[:, None])[:, 0])

    def answer(self, rows: Floats) -> Floats:
        """(M,) the place of the likeliest class, or the value."""
        outputs = self._outputs(rows)
        return np.asarray(outputs[:, self.target.index] if self.model.kind == "regression" else outputs.argmax(axis=1))

    def _outputs(self, rows: Floats) -> Outputs:
        codes = self.table.codes(rows, self.source.codes[0])
        first, inverse = distinct_rows(codes)
        parts = []
        for start in range(0, len(first), _ROWS_AT_ONCE):
            some = codes[first[start : start + _ROWS_AT_ONCE]]
            parts.append(self.model.answers(some))
            self.passes += len(some)
        found: Outputs = np.concatenate(parts)[inverse]
        return found


def _usual(model: TableModel) -> OneTarget:
    """The value of a regression, of two classes the second; `InputError` where there are more to choose from."""
    labels = model.labels
    if len(labels) > 2:
        raise InputError(f"name the target that is looked at. Choose from: {', '.join(map(shown, labels))}.")
    return len(labels) - 1


def _columns(source: TableBackground, columns: str | Sequence[str] | None) -> list[int]:
    """Places in the schema; without constants where none is named."""
    schema = list(source.schema)
    if columns is None:
        return [place for place, column in enumerate(schema) if column.kind != "constant"]
    names = [column.name for column in schema]
    chosen = [columns] if isinstance(columns, str) else list(columns)
    for name in chosen:
        if name not in names:
            raise unknown("column", name, names)
        if chosen.count(name) > 1:
            raise InputError(f"the column {shown(name)} is named twice.")
    return [names.index(name) for name in chosen]


def _curve(asked: _Asked, place: int, grid: int, bins: int, lines: int, seed: int) -> ColumnCurve:
    column, numbered = asked.table.columns[place], asked.table.rows
    values = asked.rows[:, place]
    is_whole = numbered.whole[place]
    if np.isnan(values).all():
        raise InputError(f"column {shown(column.column.name)} is missing in all of the rows; leave it out.")
    points = grid_of(values, numbered.categories[place], grid, is_whole)
    shown_rows = np.sort(stream(seed, "lines of a dependence").permutation(len(values))[:lines])
    return curve_of(
        column.column.name,
        _ORDER.get(column.column.kind, CATEGORIES),
        place,
        asked.rows,
        points,
        _names(asked.source, column),
        bins,
        shown_rows,
        asked.number,
    )


def _names(source: TableBackground, column: NumberedColumn) -> tuple[str, ...]:
    """What the categories are called; none of numbers."""
    if column.codes is None:
        return ()
    if column.column.kind == "one-hot":
        named = [said(category) for category in column.column.categories]
        return tuple([*named, "none of these"][: len(column.codes)])
    cells = source.form.columns[int(column.places[0])]
    return tuple(said(cells.cell(code)) for code in column.codes[:, 0].tolist())


def _truths(model: TableModel, truths: Sequence[Any], rows: int) -> Floats:
    """(N,) places of the true classes, or values."""
    given = list(truths)
    if len(given) != rows:
        raise InputError(f"{len(given):,} truths for {rows:,} rows; give one for each.")
    if model.kind == "regression":
        return _values(given)
    if model.kind == "multi-label":
        raise InputError("what shuffling costs is for models of one choice, or of values; leave truths out.")
    places = {label: place for place, label in enumerate(model.labels)}
    for label in given:
        if str(label) not in places:
            raise unknown("label", str(label), model.labels)
    return np.array([places[str(label)] for label in given])


def _values(given: Sequence[Any]) -> Floats:
    try:
        values = np.array([float(value) for value in given])
    except (TypeError, ValueError):
        raise InputError("truths of a regression must be numbers.") from None
    if not np.isfinite(values).all():
        raise InputError(
            f"the truth of row {int(np.argmin(np.isfinite(values)))} is missing or infinite; leave it out."
        )
    return values


def _shuffled(asked: _Asked, truths: Floats, shuffles: int, seed: int) -> Shuffled:
    names = tuple(column.column.name for column in asked.table.columns)
    measure = "R²" if asked.model.kind == "regression" else "accuracy"
    return shuffled(names, asked.rows, truths, measure, shuffles, seed, asked.answer)


def _notes(source: TableBackground) -> tuple[str, ...]:
    missing = [column.name for column in source.schema if column.is_number and column.missing]
    if not missing:
        return ()
    some = ", ".join(map(shown, missing[:3])) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
    return (f"Rows in which {some} is missing have no part in that column's local effects.",)
