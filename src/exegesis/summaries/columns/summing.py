"""Explained rows of a table summed up by column."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.statistics import Interval, bootstrapped, spearman
from exegesis.data.explanation import Explanation
from exegesis.data.kept_row import KeptRow
from exegesis.data.table_row import Cell
from exegesis.summaries.columns.result import ColumnSummary, SummaryColumn, TargetColumns, numbers_of


def summarise_columns(explanations: Sequence[Explanation], seed: int = 0) -> ColumnSummary:
    """How large the scores of each column are over many rows, and how they go with its values.

    Explanations are gathered by target. A column that is no unit of a row (a constant) has no value there.

    Args:
        explanations: of rows of tables, by any methods.
        seed: of the bootstrap intervals.

    Returns:
        The columns by target, those of the largest mean |score| first.

    Raises:
        InputError: there is none, one is of no table, or scores of one target are in several units.
    """
    if not explanations:
        raise InputError("there is no explanation to sum up; give at least one.")
    groups: dict[str, list[Explanation]] = {}
    for explanation in explanations:
        target = explanation.target
        name = target.name if target.versus is None else f"{target.name} and not {target.versus.name}"
        groups.setdefault(name, []).append(explanation)
    return ColumnSummary(
        tuple(_summed(name, group, seed) for name, group in groups.items()),
        len(explanations),
        tuple(dict.fromkeys(one.method for one in explanations)),
        tuple(dict.fromkeys(one.fingerprint.model for one in explanations)),
        dict(Counter(one.verdict.level for one in explanations)),
    )


def columns_of(explanation: Explanation) -> dict[str, tuple[Cell, float]]:
    """The value and the score of each column; `InputError` for what is no row of a table."""
    if not isinstance(explanation.kept, KeptRow):
        raise InputError(f"a summary of columns is of tables, and one of the explanations is of {explanation.of}.")
    row = explanation.kept
    pairs = zip(explanation.units, explanation.scores.tolist(), strict=True)
    return {row.column(unit).name: (row.column(unit).value, score) for unit, score in pairs}


def _summed(name: str, explanations: Sequence[Explanation], seed: int) -> TargetColumns:
    outputs = sorted({one.target.output for one in explanations})
    if len(outputs) > 1:
        raise InputError(f"scores towards {name!r} are in {' and '.join(outputs)}; give explanations of one output.")
    found: dict[str, list[tuple[Cell, float]]] = {}
    for explanation in explanations:
        for column, pair in columns_of(explanation).items():
            found.setdefault(column, []).append(pair)
    columns = [_column(column, pairs, seed) for column, pairs in found.items()]
    columns.sort(key=lambda column: -round(column.size.mean, 9))
    return TargetColumns(name, outputs[0], len(explanations), tuple(columns))


def _column(name: str, pairs: Sequence[tuple[Cell, float]], seed: int) -> SummaryColumn:
    values = tuple(value for value, _ in pairs)
    scores = np.array([score for _, score in pairs])
    size = bootstrapped(np.abs(scores), seed, f"mean size of {name}") or Interval(0.0, 0.0, 0.0)
    numbers = numbers_of(values)
    rises = None
    if numbers is not None:
        known = ~np.isnan(numbers)
        rises = spearman(numbers[known], scores[known]) if known.sum() > 2 else None
    return SummaryColumn(name, size, values, scores, rises)
