"""Binds gradients to a row: which of the numbers that enter a module belong to which column, and their baselines.

Which do is found out: those that change where a column takes what background rows have.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesPointGradients
from exegesis.adapters.tables import table_model
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.types import Masks
from exegesis.data.areas import Areas
from exegesis.data.records import Baseline
from exegesis.data.rows import DataRow
from exegesis.data.table_inputs import InputRow
from exegesis.engine.bind import Wishes
from exegesis.engine.entrance import Entrance
from exegesis.engine.problem import Problem
from exegesis.modalities.table.absent import AbsentColumns, absent
from exegesis.modalities.table.maskers import ColumnMasker

ZERO = "all-zero"
_TRIED = 50  # rows that a column takes its values from, to see what changes


def with_entrance(problem: Problem, wishes: Wishes, rows: int | None) -> Problem:
    """The problem with its entrance and what that says of the baseline; "auto" is the mean row.

    `UnsupportedError` for a model without gradients, or one that makes a number of several columns.
    """
    if wishes.layer is not None:
        raise InputError(f"layer={shown(wishes.layer)} has no effect on a model of tables; leave it out.")
    model, masker = table_model(problem.model), problem.masks
    if not isinstance(model, GivesPointGradients) or not isinstance(masker, ColumnMasker):
        raise UnsupportedError(f"{model.name} is a black box: it gives no gradients.")
    row = InputRow(masker.own)
    entering = model.entering(row)
    gone = [absent(name, model.background, rows) for name in _names(wishes.baseline)]
    others: tuple[DataRow, ...] = tuple(InputRow(codes) for one in gone for codes in one.rows)
    owned = _owned(model, masker, entering)
    size = entering.shape[2]
    entrance = Entrance(
        model=model,
        row=row,
        entering=entering,
        absent=others,
        areas=Areas(owned.astype(np.float64), np.ones(size)),
        rectangle=(0.0, 0.0, 1.0, float(size)),
    )
    return replace(problem, entrance=entrance, baseline=_spoken(gone))


def _names(baseline: object) -> tuple[str, ...]:
    """The baselines by name, () for zeros."""
    if baseline == ZERO:
        return ()
    if baseline == "auto":
        return ("mean",)
    names = (baseline,) if isinstance(baseline, str) else baseline
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"baseline must be a name or several of them, not {shown(baseline)}.")
    return tuple(names)


def _owned(model: GivesPointGradients, masker: ColumnMasker, entering: NDArray[np.float32]) -> Masks:
    """(n, P) whether a number changes with a unit; `UnsupportedError` where one does with several."""
    background = masker.background
    others = background.codes[background.drawn(_TRIED)]
    found = np.zeros((masker.count, entering.shape[2]), dtype=np.bool_)
    for unit, column in enumerate(masker.columns):
        changed = np.broadcast_to(masker.own, others.shape).copy()
        changed[:, background.places[column]] = others[:, background.places[column]]
        for codes in np.unique(changed, axis=0):
            found[unit] |= (model.entering(InputRow(codes)) != entering)[0, 0]
    shared = np.flatnonzero(found.sum(axis=0) > 1)
    if len(shared):
        names = [background.schema.columns[masker.columns[unit]].name for unit in np.flatnonzero(found[:, shared[0]])]
        raise UnsupportedError(
            f"a number that enters the module is made of {' and '.join(map(shown, names[:2]))} together, so its "
            "gradient belongs to neither; explain it by kernel_shap."
        )
    return found


def _spoken(gone: Sequence[AbsentColumns]) -> Baseline:
    if not gone:
        return Baseline(ZERO, "zeros enter the model everywhere", None)
    said = {"mean": "the mean row of the background", "median": "the median row of the background"}
    told = [said.get(one.name, f"{len(one.rows)} rows of the background, each in turn") for one in gone]
    return Baseline(" + ".join(one.name for one in gone), "; ".join(told), None)
