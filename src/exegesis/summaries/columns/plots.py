"""A summary of columns as a matplotlib figure: a swarm a column, or one column's scores over its values."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers
from exegesis.data.table_row import said
from exegesis.summaries.columns.geometry import drawn, heights, reach
from exegesis.summaries.columns.result import ColumnSummary, SummaryColumn, TargetColumns, numbers_of
from exegesis.summaries.columns.wording import heading
from exegesis.views import drawing
from exegesis.views.scale import LIGHT

_MOST, _POINTS, _PANELS = 15, 1000, 8
_LONGEST = 24  # characters of a name
_MAP = LinearSegmentedColormap.from_list("values", [(0.88, 0.92, 0.96), drawing.rgb(LIGHT.towards_line)])


def plot(summary: ColumnSummary, column: str | None = None) -> Figure:
    """The figure: a panel for each target, with its 15 largest columns or the one named.

    Raises `InputError` where there are more targets than can be told apart in one figure.
    """
    if len(summary.targets) > _PANELS:
        raise InputError(f"{len(summary.targets)} targets are too many for one figure; give explanations of {_PANELS}.")
    most = max(len(target.columns[:_MOST]) for target in summary.targets)
    tall = 3.2 if column is not None else 1.4 + 0.38 * most
    figure = drawing.Picture(figsize=(6.0 * len(summary.targets), tall), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, target in zip(figure.subplots(1, len(summary.targets), squeeze=False)[0], summary.targets, strict=True):
        if column is None:
            _swarms(axes, target)
        else:
            _over_values(axes, target, target[column])
        said = heading(summary, target) if column is None else f"{target.name}: {target.rows:,} rows"
        axes.set_title(drawing.titled(said, most=2), loc="left", fontsize="small")
        axes.spines[["top", "right"]].set_visible(False)
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(summary: ColumnSummary, suffix: str) -> bytes:
    """The swarms as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(summary), kind)


def _swarms(axes: Axes, target: TargetColumns) -> None:
    ends, columns = reach(target), target.columns[:_MOST]
    for place, column in enumerate(columns):
        rows = drawn(column, _POINTS)
        scores = column.scores[rows]
        _points(axes, scores, place - 0.4 * heights(scores, *ends), column, rows)
    axes.axvline(0.0, color=drawing.rgb(LIGHT.ink), linewidth=0.8)
    names = [drawing.shortened(column.name, _LONGEST) for column in columns]
    axes.set_yticks(range(len(columns)), labels=names)
    axes.set_ylim(len(columns) - 0.4, -0.6)
    axes.set_xlabel(f"score ({target.output}); darker: higher value")


def _over_values(axes: Axes, target: TargetColumns, column: SummaryColumn) -> None:
    rows = drawn(column, _POINTS)
    values = [column.values[row] for row in rows]
    numbers = numbers_of(values)
    if numbers is None:
        names = sorted({said(value) for value in values})
        where = {name: place for place, name in enumerate(names)}
        spread = np.array([((7 * row) % 11 - 5) / 22 for row in range(len(values))])
        numbers = np.array([where[said(value)] for value in values]) + spread
        labels = [drawing.shortened(name, _LONGEST) for name in names]
        axes.set_xticks(range(len(names)), labels=labels, rotation=30, ha="right", fontsize="small")
    _points(axes, numbers, column.scores[rows], column, rows)
    axes.axhline(0.0, color=drawing.rgb(LIGHT.ink), linewidth=0.8)
    axes.set_xlabel(drawing.shortened(column.name, 60))
    axes.set_ylabel(f"score ({target.output})")


def _points(axes: Axes, x: Floats, y: Floats, column: SummaryColumn, rows: Integers) -> None:
    edge = drawing.rgb(LIGHT.towards_line)
    if column.shares is None:
        axes.scatter(x, y, s=9, color="0.55", edgecolors=[edge], linewidths=0.3)
    else:
        shares = column.shares[rows]
        axes.scatter(x, y, s=9, c=shares, cmap=_MAP, vmin=0, vmax=1, edgecolors=[edge], linewidths=0.3)
