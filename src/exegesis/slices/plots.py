"""A slice report as a matplotlib figure: calibration, and the accuracy of slices beside that of all rows."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.core.statistics import Interval
from exegesis.slices import wording as said
from exegesis.slices.geometry import lowest
from exegesis.slices.result import SliceReport
from exegesis.views import drawing
from exegesis.views.scale import LIGHT

_MOST = 24  # slices drawn
_LONGEST = 44  # characters of a slice's name
_ROW = 0.26  # inches


def plot(report: SliceReport) -> Figure:
    """The figure: of many slices those that differ most surely."""
    rows = _rows(report)
    figure = drawing.Picture(figsize=(11.5, max(3.8, 1.6 + _ROW * len(rows))), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.4))
    _reliability(left, report)
    _slices(right, report, rows)
    figure.suptitle(drawing.titled(said.heading(report), most=2), fontsize="medium")
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(report: SliceReport, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(report), kind)


def _rows(report: SliceReport) -> list[tuple[str, Interval, bool]]:
    """(name, accuracy, whether it differs) of the slices drawn: those found, then those named that were tested."""
    found = [(one.name, _right(one.held.share), True) for one in report.found]
    told = {one.name for one in said.differing(report)}
    named = sorted((one for one in report.slices if one.q is not None), key=lambda one: (one.q or 0.0, one.name))
    rows = found + [(one.name, one.accuracy, one.name in told) for one in named]
    return rows[:_MOST]


def _right(wrong: Interval) -> Interval:
    return Interval(1 - wrong.mean, 1 - wrong.high, 1 - wrong.low)


def _reliability(axes: Axes, report: SliceReport) -> None:
    found, low = report.calibration, lowest(report.calibration)
    axes.plot([low, 1], [low, 1], color="0.6", linewidth=0.8)
    for one in found.bins:
        reach = [[one.right.mean - one.right.low], [one.right.high - one.right.mean]]
        axes.errorbar(
            one.confidence, one.right.mean, reach, color=drawing.rgb(LIGHT.towards_line), marker="o", capsize=2
        )
    axes.set_xlim(low, 1.01)
    axes.set_ylim(low, 1.01)
    axes.set_xlabel("mean confidence")
    axes.set_ylabel("share right")
    axes.set_title(drawing.titled(said.error(found), most=3), loc="left", fontsize="small")
    axes.spines[["top", "right"]].set_visible(False)


def _slices(axes: Axes, report: SliceReport, rows: list[tuple[str, Interval, bool]]) -> None:
    for place, (_, share, is_told) in enumerate(rows):
        colour = drawing.rgb(LIGHT.towards_line) if is_told else "0.55"
        reach = [[share.mean - share.low], [share.high - share.mean]]
        axes.errorbar(share.mean, place, xerr=reach, color=colour, marker="s" if is_told else "o", capsize=2)
    axes.axvline(report.accuracy.mean, color="0.6", linewidth=0.8)
    axes.set_yticks(
        range(len(rows)), labels=[drawing.shortened(name, _LONGEST) for name, _, _ in rows], fontsize="small"
    )
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlabel("share right (line: all rows; squares: slices that differ)")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
