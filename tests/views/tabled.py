"""Explanations of rows of tables, built by hand: no model runs."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptColumn, KeptRow
from exegesis.data.place import Column
from exegesis.data.records import Baseline, Unit
from exegesis.data.table_row import Cell
from tests.views.samples import explanation

CELLS: dict[str, Cell] = {"age": 44, "job": "cook", "rate": 0.25, "left": None}
SCORES = {"age": 0.3, "job": -0.1, "rate": 0.05, "left": 0.0}


def kept(cells: Mapping[str, Cell] = CELLS) -> KeptRow:
    """The row, numbers as numeric columns."""
    kinds = {name: "categorical" if isinstance(value, str | bool) else "numeric" for name, value in cells.items()}
    return KeptRow(tuple(KeptColumn(name, kinds[name], (name,), (), (value,)) for name, value in cells.items()))


def row_explanation(
    cells: Mapping[str, Cell] = CELLS, scores: Mapping[str, float] = SCORES, base: float | None = 0.2, **changes: Any
) -> Explanation:
    """Of a row, whose scores add up from the baseline's number where there is one."""
    fields: dict[str, Any] = {
        "unit": "column",
        "units": tuple(Unit(name, at=Column(place)) for place, name in enumerate(cells)),
        "scores": np.array([scores[name] for name in cells]),
        "kept": kept(cells),
        "value": (base or 0.0) + sum(scores.values()),
        "baseline": Baseline("rows", "absent columns have what real rows have", base),
        "method": "kernel_shap",
        "settings": {},
        "diagnostics": {},
        "id": None,
        "windows": (),
    }
    return explanation("", **{**fields, **changes})
