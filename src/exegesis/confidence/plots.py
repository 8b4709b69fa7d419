"""The risk-coverage curves of a fitted confidence as a matplotlib figure."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import PercentFormatter

from exegesis.confidence import wording as said
from exegesis.confidence.geometry import best_possible, ceiling
from exegesis.confidence.result import ConfidenceFit
from exegesis.confidence.signals.table import YARDSTICK
from exegesis.views import drawing
from exegesis.views.scale import LIGHT


def plot(fit: ConfidenceFit) -> Figure:
    """The figure: all signals together, the probability alone, the best possible order and chance."""
    figure = drawing.Picture(figsize=(6.4, 4.0), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    draw(axes, fit)
    axes.legend(frameon=False, fontsize="small")
    figure.suptitle(drawing.titled(said.heading(fit), most=2), fontsize="medium")
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(fit: ConfidenceFit, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(fit), kind)


def draw(axes: Axes, fit: ConfidenceFit) -> None:
    """The curves in axes of somebody's figure."""
    towards, against = drawing.rgb(LIGHT.towards_line), drawing.rgb(LIGHT.against_line)
    axes.plot(*best_possible(fit.chance), ":", color="0.4", label="best possible")
    axes.axhline(fit.chance, color="0.75", linewidth=1, label="by chance")
    alone = fit.curve(YARDSTICK)
    if alone is not None:
        axes.plot(alone.coverage, alone.risk, "--", color=against, linewidth=1.6, label="probability alone")
    axes.plot(fit.best_known.coverage, fit.best_known.risk, color=towards, linewidth=2, label="all signals together")
    if fit.guarantee.threshold is not None:
        axes.axvline(fit.guarantee.coverage, color="0.6", linewidth=1)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, ceiling(fit))
    axes.set_xlabel("share of rows answered", fontsize="small")
    axes.set_ylabel("share of these wrong", fontsize="small")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize="small")
