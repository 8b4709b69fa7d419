"""A summary of words as a matplotlib figure: one panel a class, its words as bars, the weightiest at the top."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.core.errors import InputError
from exegesis.summaries.wording import shown
from exegesis.summaries.words import ClassWords, WordSummary
from exegesis.views import drawing
from exegesis.views.scale import LIGHT

_LONGEST = 24  # characters of a word beside its bar
_ROW = 0.3  # inches
_MOST = 8  # panels of one figure


def plot(summary: WordSummary) -> Figure:
    """The figure; raises `InputError` where there are more classes than can be told apart in one."""
    if len(summary.classes) > _MOST:
        raise InputError(f"{len(summary.classes)} classes are too many for one figure; give explanations of {_MOST}.")
    rows = max(max(1, sum(map(len, shown(one)))) for one in summary.classes)
    figure = drawing.Picture(figsize=(4.8 * len(summary.classes), 1.5 + _ROW * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, words in zip(figure.subplots(1, len(summary.classes), squeeze=False)[0], summary.classes, strict=True):
        _draw(axes, words)
    drawing.set_fonts([one for one in figure.findobj(Text) if isinstance(one, Text)])
    return figure


def picture(summary: WordSummary, suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot(summary), kind)


def _draw(axes: Axes, words: ClassWords) -> None:
    towards, against = shown(words)
    drawn = [*towards, *reversed(against)]
    places = list(range(len(drawn)))
    colours = [drawing.rgb(LIGHT.towards_line if one.weight > 0 else LIGHT.against_line) for one in drawn]
    bars = axes.barh(places, [one.weight for one in drawn], color=colours, height=0.7)
    for bar, one in zip(bars, drawn, strict=True):
        if one.weight < 0:  # told apart without colour too
            bar.set_hatch("///")
            bar.set_edgecolor("white")
    axes.set_yticks(places, labels=[drawing.shortened(one.word, _LONGEST) for one in drawn])
    axes.set_ylim(max(len(drawn), 1) - 0.4, -0.6)
    axes.axvline(0.0, color=drawing.rgb(LIGHT.ink), linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False)
    axes.set_xlabel(f"mean score over {words.texts:,} texts ({words.output})")
    axes.set_title(drawing.titled(words.name, most=2), loc="left", fontsize="medium")
