"""Where the points of a summary of columns stand: a swarm for each column, and scores over values."""

import numpy as np

from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.summaries.columns.result import SummaryColumn, TargetColumns

_BINS = 80  # along the axis, in which points stand above one another
SHADES = 5  # of low to high values


def reach(target: TargetColumns) -> tuple[float, float]:
    """The lowest and highest score of all columns, and 0."""
    every = np.concatenate([column.scores for column in target.columns] or [np.zeros(1)])
    low, high = min(float(every.min()), 0.0), max(float(every.max()), 0.0)
    rest = 0.03 * (high - low) or 0.5
    return low - rest, high + rest


def drawn(column: SummaryColumn, most: int) -> Integers:
    """Places of at most so many of the column's rows, drawn once for all."""
    count = len(column.scores)
    if count <= most:
        return np.arange(count)
    return np.sort(stream(0, f"points of {count} rows").choice(count, most, replace=False))


def heights(scores: Floats, low: float, high: float) -> Floats:
    """(N,) -1..1: how far above or below the line each point stands, so that few cover one another."""
    bins = np.minimum((_BINS * (scores - low) / (high - low)).astype(np.int64), _BINS - 1)
    order = np.argsort(bins, kind="stable")
    starts = np.searchsorted(bins[order], np.arange(_BINS))
    rank = np.empty(len(scores), dtype=np.int64)
    rank[order] = np.arange(len(scores)) - starts[bins[order]]
    steps = np.where(rank % 2 == 1, (rank + 1) // 2, -(rank // 2))
    return np.asarray(steps / max(int(np.abs(steps).max(initial=1)), 4))


def shades(column: SummaryColumn) -> Integers | None:
    """(N,) 0 (lowest value) to 4 (highest); None where the values are no numbers."""
    if column.shares is None:
        return None
    return np.minimum((column.shares * SHADES).astype(np.int64), SHADES - 1)
