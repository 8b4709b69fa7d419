"""How LIME's neighbours of a row of a table are drawn, as its settings say."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from exegesis.adapters.tables import TableModel, table_model
from exegesis.core.errors import InputError
from exegesis.data.place import Column
from exegesis.data.records import Baseline
from exegesis.data.rows import Row
from exegesis.data.table_inputs import RowBlock
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.modalities.table.neighbours import RowSampler
from exegesis.modalities.table.numbers import NumberedTable
from exegesis.modalities.table.samplers import NumberedRows, check_names, sampler

_CLASSED: "WeakKeyDictionary[TableModel, NumberedRows]" = WeakKeyDictionary()
MASKS = "masks"  # no neighbours, but columns that are there or not
_USUAL = "library"
_ROWS_AT_ONCE = 4096


def check_sampler(explainer: Explainer, shared: Mapping[str, Any]) -> None:
    """`InputError` for an unknown sampler or bins, and for what has no effect beside them."""
    name, bins = getattr(explainer, "sampler", None), getattr(explainer, "bins", "auto")
    if name is None:
        return
    if name == MASKS:
        if bins != "auto":
            raise InputError(f"bins={bins!r} has no effect on sampler='masks'; leave it out.")
        return
    check_names(_named(name), bins, (MASKS,))
    baseline = getattr(explainer, "baseline", "auto")
    for setting, value in (("baseline", baseline), ("background_rows", shared.get("background_rows"))):
        if value not in ("auto", None):
            raise InputError(
                f"{setting}={value!r} is for columns that are absent, and LIME draws neighbours of a row; leave it "
                "out, or use sampler='masks'."
            )


def with_neighbours(problem: Problem, wishes: Wishes, engine: Engine) -> Problem:
    """The problem with a sampler in the place of its masker, where one is wished."""
    if wishes.sampler in (None, MASKS):
        return problem
    model = table_model(problem.model)
    table = NumberedTable.of(model.background)
    rows = table.rows if wishes.bins != "entropy" else _with_classes(table.rows, model, engine)
    chosen = sampler(_named(str(wishes.sampler)), rows, wishes.bins)
    columns = [unit.at.column for unit in problem.units if isinstance(unit.at, Column)]
    drawn = RowSampler(table, chosen, _codes(problem), columns)
    return replace(
        problem,
        masker=drawn,
        baseline=Baseline(chosen.name, f"other values are {chosen.said}", None),
        unit_settings={
            **{name: said for name, said in problem.unit_settings.items() if name != "background_rows"},
            "sampler": chosen.name,
            "bins": chosen.bins,
            "compared_with": drawn.compared_with,
        },
    )


def _named(name: str) -> str:
    return _USUAL if name == "auto" else name


def _codes(problem: Problem) -> Any:
    row: Any = problem.scene.data[0]
    return row.codes()[0]


def _with_classes(rows: NumberedRows, model: TableModel, engine: Engine) -> NumberedRows:
    """The rows with what the model answers to each, which entropy tells apart.

    Asked once for a model; an explanation counts the passes all the same, whichever of several is made first.
    """
    if model.kind != "single-label":
        return rows
    codes = model.background.codes
    blocks: list[Row] = [
        RowBlock(codes[start : start + _ROWS_AT_ONCE]) for start in range(0, len(codes), _ROWS_AT_ONCE)
    ]
    engine.meter.forward(blocks)
    if model not in _CLASSED:
        outputs = [model.answers(codes[start : start + _ROWS_AT_ONCE]) for start in range(0, len(codes), _ROWS_AT_ONCE)]
        _CLASSED[model] = replace(rows, classes=np.concatenate(outputs).argmax(axis=1))
    return _CLASSED[model]
