"""Rows of a table as a kind of data: columns that are there, or have what background rows have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.tables import TableModel, table_model
from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptRow
from exegesis.data.place import Column
from exegesis.data.records import Unit
from exegesis.data.requests import Gradients, Need, Neighbours, Score, TreeShapley
from exegesis.data.table_row import TableRow, is_frame, rows_of
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.table_entrance import with_entrance
from exegesis.engine.table_neighbours import check_sampler, with_neighbours
from exegesis.engine.trees import with_game
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.table.absent import NAMES, AbsentColumns, absent
from exegesis.modalities.table.beyond import beyond
from exegesis.modalities.table.maskers import ColumnMasker
from exegesis.tasks.base import Scene, Task

_UNIT = "column"
_WORTH = 256  # tokens for a row: some 64 are under way at once


@dataclass(frozen=True, eq=False)
class RowUnits:
    """The units of a row: columns of the schema, by their numbers."""

    units: tuple[Unit, ...]


class TableKind(WholeKind):
    """Columns of a row, and groups of one-hots as one.

    `background_rows`: how many rows of the background absent columns are taken from.
    """

    name: ClassVar[str] = "table"
    noun: ClassVar[str | None] = "row"
    lists: ClassVar[str] = "a frame or a list"
    settings: ClassVar[tuple[str, ...]] = ("output", "background_rows", "batch_rows")
    budget: ClassVar[str] = "batch_rows"
    answers: ClassVar[frozenset[type]] = frozenset({Score, Neighbours, TreeShapley, Gradients})
    gives: ClassVar[frozenset[Need]] = frozenset({"trees", "gradients"})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = NAMES
    samplers: ClassVar[tuple[str, ...]] = ("library", "from_rows", "conditional")

    def check(self, wanted: Wanted) -> None:
        if wanted.unit not in (None, _UNIT):
            raise unknown("unit of a table", wanted.unit, (_UNIT,))
        rows = wanted.shared.get("background_rows")
        if rows is not None:
            check_count("background_rows", rows)
        super().check(wanted)
        check_sampler(wanted.explainer, wanted.shared)

    def read(self, given: Any) -> TableRow:
        return TableRow.of(given)

    def is_one(self, given: object) -> bool:
        if isinstance(given, TableRow | Mapping):
            return True
        return not is_frame(given) and getattr(given, "ndim", 2) == 1  # an array, or a Series

    def each(self, given: Any) -> Iterable[Any]:
        return rows_of(given) if is_frame(given) else given

    def weight(self, given: object) -> int:
        return _WORTH

    def layout(self, wanted: Wanted, scene: Scene) -> RowUnits:
        return RowUnits(_units(table_model(wanted.model), _codes(scene)))

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: RowUnits) -> Problem:
        wishes, rows = Wishes.of(wanted.explainer), wanted.shared.get("background_rows")
        name: Any = "auto" if wishes.gradients else wishes.baseline
        problem = _bound(engine, wanted.task, scene, wanted.target, layout.units, name, rows)
        if wishes.gradients:
            return with_entrance(problem, wishes, rows)
        if TreeShapley in wanted.explainer.asks:
            return with_game(problem, getattr(wanted.explainer, "game", "auto"), rows)
        return with_neighbours(problem, wishes, engine)

    def said(self, wanted: Wanted) -> Mapping[str, Any]:
        return {"background_rows": wanted.shared.get("background_rows")}

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        if not isinstance(explanation.kept, KeptRow):
            raise InputError(f"{engine.model.name} reads tables, and what was explained is no row of one.")
        explanation.kept.cut(explanation.units)
        rows = None if wishes.baseline in ("mean", "median") else explanation.settings.get("background_rows")
        scene = task.scene(explanation.kept.input)
        name: Any = "auto" if wishes.gradients else wishes.baseline
        problem = _bound(engine, task, scene, target, _known(engine, explanation), name, rows)
        if wishes.gradients:
            return with_entrance(problem, wishes, rows if wishes.baseline == "rows" else None)
        return with_neighbours(problem, wishes, engine)


def _units(model: TableModel, codes: Floats) -> tuple[Unit, ...]:
    """A unit for each column that may change: of a constant only where the row has what no background row has.

    `InputError` where there is none.
    """
    background = model.background
    units = []
    for number, (column, places) in enumerate(zip(model.schema, background.places, strict=True)):
        if column.kind == "constant" and not _is_new(background.codes[:, places], codes[places]):
            continue
        units.append(Unit(column.name, at=Column(number)))
    if not units:
        raise InputError("all columns are constant in the background, so nothing can be explained; give other rows.")
    return tuple(units)


def _is_new(cells: Floats, own: Floats) -> bool:
    """Whether a column that has one value throughout has another one in the row."""
    is_one = np.array_equal(cells[:1], cells[-1:], equal_nan=True) and len(np.unique(cells, axis=0)) == 1
    return is_one and not np.array_equal(cells[0], own, equal_nan=True)


def _known(engine: Engine, explanation: Explanation) -> tuple[Unit, ...]:
    """The explanation's units by the model's schema, which may have its columns in another order."""
    numbers = {column.name: number for number, column in enumerate(table_model(engine.model).schema)}
    for unit in explanation.units:
        if unit.text not in numbers:
            raise InputError(f"{engine.model.name} has no column {unit.text!r}, which was explained; explain again.")
    return tuple(Unit(unit.text, at=Column(numbers[unit.text])) for unit in explanation.units)


def _bound(
    engine: Engine,
    task: Task,
    scene: Scene,
    target: TargetSpec,
    units: tuple[Unit, ...],
    baseline: object,
    rows: int | None,
) -> Problem:
    model, codes = table_model(engine.model), _codes(scene)
    gone = absent(baseline, model.background, rows)
    columns = [unit.at.column for unit in units if isinstance(unit.at, Column)]
    return whole_problem(
        engine,
        task,
        scene,
        target,
        _UNIT,
        units,
        ColumnMasker(codes, model.background, columns, gone),
        gone,
        notes=beyond(model.background, codes),
        kept=KeptRow.of(_row(scene), model.schema),
        unit_settings=_said_of(model, gone),
    )


def _codes(scene: Scene) -> Floats:
    (row,) = scene.data
    codes: Floats = row.codes()[0]  # type: ignore[attr-defined]  # the task makes them
    return codes


def _row(scene: Scene) -> TableRow:
    assert isinstance(scene.given, TableRow)  # which the task has made sure of
    return scene.given


def _said_of(model: TableModel, gone: AbsentColumns) -> dict[str, Any]:
    """Which background, and how many rows of it were taken."""
    rows = {"background_rows": len(gone.rows)} if gone.name == "rows" else {}
    return {"background": f"{len(model.background):,} rows, sha256 {model.background.digest[:12]}", **rows}
