"""Binds gradients to a series: every number is a position, and each is of its stretch alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from exegesis.adapters.series_modules import SeriesModule
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.data.areas import Areas
from exegesis.data.arrays import ArrayRow, Numbers
from exegesis.data.records import Baseline
from exegesis.data.series import Series
from exegesis.engine.bind import Wishes
from exegesis.engine.entrance import Entrance
from exegesis.engine.problem import Problem
from exegesis.modalities.cells import AbsentCells
from exegesis.modalities.series.absent import absent_steps

_USUAL = "mean"  # a bridge is made for one stretch beside others that are there


def entered(problem: Problem, series: Series, owners: Integers, wishes: Wishes) -> Problem:
    """The problem with its entrance, and what that says of the baseline.

    `UnsupportedError` for a model without gradients, and for a layer; `InputError` for an unknown baseline.
    """
    model = problem.model
    if not isinstance(model, SeriesModule):
        raise UnsupportedError(f"{model.name} is a black box: it gives no gradients.")
    if wishes.at_map or wishes.layer is not None:
        raise UnsupportedError("gradients of series are taken at their numbers, at no layer; use another method.")
    gone = [_absent(name, series, owners, model.background) for name in _names(wishes.baseline, model.background)]
    row, (channels, steps) = ArrayRow(series), owners.shape
    entrance = Entrance(
        model=model.of(series),
        row=row,
        entering=model.entering(row),
        absent=_rows(series, gone),
        areas=_areas(owners),
        rectangle=(0.0, 0.0, float(channels), float(steps)),
    )
    return replace(problem, entrance=entrance, baseline=_spoken(gone))


def _names(baseline: object, background: Numbers | None) -> tuple[str, ...]:
    if baseline == "auto":
        return (_USUAL if background is None else "background",)
    names = (baseline,) if isinstance(baseline, str) else baseline
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"baseline must be a name or several of them, not {shown(baseline)}.")
    return tuple("zero" if name == "all-zero" else name for name in names)


def _absent(name: str, series: Series, owners: Integers, background: Numbers | None) -> AbsentCells:
    return absent_steps(name, series, owners, background, stream(0, f"noise for {series.digest}"))


def _rows(series: Series, gone: Sequence[AbsentCells]) -> tuple[ArrayRow, ...]:
    """One row a baseline, of several draws one a draw; every name counts alike."""
    most = max(len(one.arrays) for one in gone)
    drawn = [one.arrays[draw % len(one.arrays)] for one in gone for draw in range(most)]
    return tuple(ArrayRow(replace(series, values=values)) for values in drawn)


def _areas(owners: Integers) -> Areas:
    from scipy.sparse import csr_matrix

    flat = owners.ravel()
    inside = np.flatnonzero(flat >= 0)
    parts = csr_matrix((np.ones(len(inside)), (flat[inside], inside)), shape=(int(flat.max()) + 1, len(flat)))
    return Areas(parts, np.ones(len(flat)))


def _spoken(gone: Sequence[AbsentCells]) -> Baseline:
    said = "; ".join(one.description.replace("an absent stretch", "the series without anything in it") for one in gone)
    return Baseline(" + ".join(one.name for one in gone), f"{said} (uniform average)" if len(gone) > 1 else said, None)
