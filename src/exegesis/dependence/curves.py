"""Curves of one column over rows as numbers: partial dependence by scikit-learn, accumulated local effects ours."""

from collections.abc import Callable
from typing import Any, Self, TypeAlias

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance

from exegesis.core.types import Floats, Integers
from exegesis.dependence.accumulated import accumulated, edges_of
from exegesis.dependence.result import (
    CATEGORIES,
    NUMBERS,
    ORDERED,
    ColumnCurve,
    ColumnImportance,
    LocalEffects,
    Shuffled,
)

_TAILS = (0.025, 0.975)  # between which a grid of numbers runs
# From rows as numbers (M, n) to the target's number (M,), or to all outputs (M, C).
Answer: TypeAlias = Callable[[Floats], Floats]


class AsEstimator(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A model over rows as numbers, as scikit-learn's inspection takes one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def fit(self, rows: Any, labels: Any = None) -> Self:
        """It is fitted already."""
        return self

    def predict(self, rows: Floats) -> Floats:
        """(M,)."""
        return np.asarray(self.answer(rows))

    def __sklearn_is_fitted__(self) -> bool:
        return True


def grid_of(values: Floats, categories: int, size: int, is_whole: bool) -> Floats:
    """(k,) the values that a column (N,) is given in turn: all categories, or at most `size` numbers.

    Numbers run between the tails of 2.5 % on both sides, evenly, or where there are no more than `size` different
    ones through these.
    """
    if categories:
        return np.arange(categories, dtype=np.float64)
    present = np.unique(values[~np.isnan(values)])
    low, high = np.quantile(values[~np.isnan(values)], _TAILS)
    inside = present[(present >= low) & (present <= high)]
    if len(inside) < 3:
        inside = present
    if len(inside) <= size:
        return np.asarray(inside)
    low, high = inside[0], inside[-1]
    grid = np.linspace(low, high, size)
    return np.asarray(np.unique(np.rint(grid)) if is_whole else grid)


def curve_of(
    name: str,
    holds: str,
    place: int,
    rows: Floats,
    grid: Floats,
    names: tuple[str, ...],
    bins: int,
    shown: Integers,
    answer: Answer,
) -> ColumnCurve:
    """Of the column at `place` of rows as numbers (N, n); `shown`: the rows that get a line of their own."""
    inspected = partial_dependence(
        AsEstimator(answer), rows, [place], method="brute", kind="both", custom_values={place: grid}
    )
    values = rows[:, place]
    known = values[~np.isnan(values)] if holds == NUMBERS else values
    is_number = holds == NUMBERS
    counts = np.bincount(values.astype(np.int64), minlength=len(grid)) if not is_number else np.zeros(0)
    return ColumnCurve(
        column=name,
        holds=holds,
        grid=grid,
        names=names,
        partial=np.asarray(inspected["average"][0], dtype=np.float64),
        lines=tuple(np.asarray(line, dtype=np.float64) for line in inspected["individual"][0][shown]),
        local=None if holds == CATEGORIES else _local(place, rows, holds, grid, bins, answer),
        deciles=np.quantile(known, np.linspace(0.1, 0.9, 9)) if is_number else np.zeros(0),
        shares=counts / len(values) if not is_number else np.zeros(0),
    )


def _local(place: int, rows: Floats, holds: str, grid: Floats, bins: int, answer: Answer) -> LocalEffects:
    known = rows[~np.isnan(rows[:, place])]

    def answers(chosen: Integers, values: Floats) -> Floats:
        moved = known[chosen]
        moved[:, place] = values
        return answer(moved)

    edges = grid if holds == ORDERED else edges_of(known[:, place], bins)
    found = accumulated(known[:, place], edges, answers)
    return LocalEffects(found.edges, found.effect, found.errors, tuple(found.counts.tolist()))


def shuffled(
    names: tuple[str, ...], rows: Floats, truths: Any, measure: str, shuffles: int, seed: int, outputs: Answer
) -> Shuffled:
    """Permutation importance of the columns of rows as numbers (N, n), by scikit-learn.

    `truths` (N,): places of the true classes, or true values; `outputs`: the likeliest class's place, or the value.
    """
    found = permutation_importance(
        AsEstimator(outputs), rows, truths, scoring=_SCORING[measure], n_repeats=shuffles, random_state=seed
    )
    order = np.argsort(-found["importances_mean"], kind="stable")
    falls = found["importances"]
    columns = tuple(
        ColumnImportance(names[place], float(falls[place].mean()), float(falls[place].min()), float(falls[place].max()))
        for place in order
    )
    return Shuffled(measure, _SCORING[measure](AsEstimator(outputs), rows, truths), shuffles, columns)


def _accuracy(model: AsEstimator, rows: Floats, truths: Any) -> float:
    return float(np.mean(model.predict(rows) == truths))


def _r2(model: AsEstimator, rows: Floats, truths: Any) -> float:
    from sklearn.metrics import r2_score

    return float(r2_score(truths, model.predict(rows)))


_SCORING: dict[str, Callable[[AsEstimator, Floats, Any], float]] = {"accuracy": _accuracy, "R²": _r2}
