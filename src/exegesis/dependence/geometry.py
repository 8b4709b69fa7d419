"""Where the curves of a dependence stand: on one scale for all columns, on page and plot alike."""

import numpy as np

from exegesis.core.types import Floats
from exegesis.dependence.result import ORDERED, ColumnCurve, Dependence

MOST_CATEGORIES = 12


def reach(found: Dependence) -> tuple[float, float]:
    """The lowest and highest number of the axis of all panels: of the curves, and of nine in ten of the single rows."""
    parts = [part for curve in found.curves for part in (curve.partial, _within(curve))]
    parts += [np.quantile(curve.lines, (0.1, 0.9)) for curve in found.curves if len(curve.lines)]
    every = np.concatenate(parts) if parts else np.zeros(1)
    low, high = float(every.min()), float(every.max())
    rest = 0.05 * (high - low) or 0.5
    if found.target.output == "probability" and found.target.versus is None:
        return max(low - rest, 0.0), min(high + rest, 1.0)
    return low - rest, high + rest


def categories(curve: ColumnCurve, most: int = MOST_CATEGORIES) -> list[int]:
    """Places of those that are drawn: the most frequent; by falling number, ordered ones in their order."""
    frequent = np.argsort(-curve.shares, kind="stable")[:most]
    if curve.holds == ORDERED:
        return sorted(frequent.tolist())
    return sorted(frequent.tolist(), key=lambda place: (-float(curve.partial[place]), place))


def middle(curve: ColumnCurve) -> float:
    """The mean number of a column of categories, each by its share."""
    return float(curve.partial @ curve.shares) / (float(curve.shares.sum()) or 1.0)


def raised(curve: ColumnCurve) -> Floats:
    """The local effects about the mean number of the rows, so that they stand beside partial dependence."""
    if curve.local is None:
        return np.zeros(0)
    mean = np.interp(curve.deciles, curve.grid, curve.partial).mean() if len(curve.deciles) else middle(curve)
    return np.asarray(curve.local.effect + mean)


def _within(curve: ColumnCurve) -> Floats:
    """The local effects over the stretch of the column that is drawn."""
    if curve.local is None:
        return np.zeros(0)
    inside = (curve.local.edges >= curve.grid[0]) & (curve.local.edges <= curve.grid[-1])
    return np.asarray(raised(curve)[inside])
