"""A dependence as a matplotlib figure: a panel for each column, on one scale."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.dependence import wording
from exegesis.dependence.geometry import categories, raised, reach
from exegesis.dependence.result import NUMBERS, ColumnCurve, Dependence
from exegesis.views import drawing
from exegesis.views.scale import LIGHT

_MOST, _ACROSS = 12, 3  # panels of a figure, and of a row
_LONGEST = 22  # characters of a category


def plot(found: Dependence) -> Figure:
    """The figure: of more than 12 columns those that move the number most."""
    curves = found.curves[:_MOST]
    across = min(_ACROSS, max(len(curves), 1))
    down = max(math.ceil(len(curves) / across), 1)
    figure = drawing.Picture(figsize=(4.1 * across, 2.6 * down + 0.4), layout="constrained")
    FigureCanvasAgg(figure)
    every = figure.subplots(down, across, squeeze=False).ravel()
    low, high = reach(found)
    for axes, curve in zip(every, curves, strict=False):
        _draw(axes, curve, low, high)
    for axes in every[len(curves) :]:
        axes.set_visible(False)
    figure.suptitle(drawing.titled(wording.heading(found), most=2), fontsize="medium")
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(found: Dependence, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(found), kind)


def _draw(axes: Axes, curve: ColumnCurve, low: float, high: float) -> None:
    towards, against = drawing.rgb(LIGHT.towards_line), drawing.rgb(LIGHT.against_line)
    if curve.holds == NUMBERS:
        for line in curve.lines:
            axes.plot(curve.grid, line, color="0.75", linewidth=0.5)
        if curve.local is not None:
            axes.plot(curve.local.edges, raised(curve), color=against, linestyle="--", linewidth=1.6)
        axes.plot(curve.grid, curve.partial, color=towards, linewidth=2)
        axes.plot(curve.deciles, np.full(len(curve.deciles), low), "|", color="0.3", markersize=6, clip_on=False)
        axes.set_ylim(low, high)
        axes.set_xlim(*_sides(curve))
        axes.locator_params(axis="x", nbins=4)
    else:
        shown = categories(curve)
        places = np.arange(len(shown))
        axes.plot(curve.partial[shown], places, "o", color=towards)
        names = [drawing.shortened(curve.names[place], _LONGEST) for place in shown]
        axes.set_yticks(places, labels=names, fontsize="x-small")
        axes.set_xlim(low, high)
        axes.invert_yaxis()
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize="small")
    axes.set_title(drawing.shortened(curve.column, 40), loc="left", fontsize="small")


def _sides(curve: ColumnCurve) -> tuple[float, float]:
    """The stretch of numbers that is drawn, a little wider."""
    first, last = float(curve.grid[0]), float(curve.grid[-1])
    rest = 0.03 * (last - first) or 0.5
    return first - rest, last + rest
