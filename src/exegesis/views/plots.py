"""Explanations as matplotlib figures, made without pyplot: no global state, no window, nothing to close."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.errors import InputError, unknown
from exegesis.explanation import Explanation
from exegesis.views import fonts, wording
from exegesis.views.bars import Bar, top_bars
from exegesis.views.characters import label
from exegesis.views.scale import LIGHT, Colour

_LONGEST = 28  # characters of a name beside its bar
_ROW = 0.32  # inches
_DOTS = 160  # an inch, in pictures made of dots
_FORMATS = ("png", "svg", "pdf")


def plot(explanation: Explanation, k: int = 10) -> Figure:
    """A figure with the k units of the largest |score| as bars, largest at the top, standard errors as whiskers."""
    return plot_many([explanation], k)


def plot_many(explanations: Sequence[Explanation], k: int = 10) -> Figure:
    """Several explanations side by side, each on its own axis. Raises `InputError` when there is none."""
    if not explanations:
        raise InputError("there is no explanation to plot; give at least one.")
    charts = [top_bars(explanation, k).rows for explanation in explanations]
    height = 1.3 + _ROW * max(1, *(len(rows) for rows in charts))
    figure = Figure(figsize=(5.6 * len(explanations), height), layout="constrained")
    FigureCanvasAgg(figure)
    all_axes = figure.subplots(1, len(explanations), squeeze=False)[0]
    for axes, explanation, rows in zip(all_axes, explanations, charts, strict=True):
        _draw(axes, explanation, rows)
    return figure


def picture(explanations: Sequence[Explanation], suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = suffix.removeprefix(".").lower()
    if kind not in _FORMATS:
        raise unknown("picture format", suffix, [f".{name}" for name in _FORMATS])
    content = BytesIO()
    plot_many(explanations).savefig(content, format=kind, dpi=_DOTS)
    return content.getvalue()


def _draw(axes: Axes, explanation: Explanation, rows: Sequence[Bar]) -> None:
    places = range(len(rows))
    for place, row in zip(places, rows, strict=True):
        _bar(axes, place, row)
    axes.set_yticks(list(places), labels=[_text(row.name, _LONGEST) for row in rows])
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.axvline(0.0, color=_rgb(LIGHT.ink), linewidth=0.8)
    axes.margins(x=0.03)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(_text(f"score ({explanation.target.output}): towards + / against −", 60))
    title = f"{wording.method_name(explanation.method)}: {wording.explained(explanation.target)}"
    heading = axes.set_title(_text(title, 70), loc="left", fontsize="medium")
    _set_fonts([*axes.get_yticklabels(), heading, axes.xaxis.label, *axes.texts])


def _bar(axes: Axes, place: int, row: Bar) -> None:
    """One bar with its number in a column at the right, so that it can be read without colour."""
    towards = row.score > 0
    axes.barh(
        place,
        row.score,
        height=0.72,
        color=_rgb(LIGHT.towards if towards else LIGHT.against),
        edgecolor=_rgb(LIGHT.towards_line if towards else LIGHT.against_line),
        hatch=None if towards else "///",
        linewidth=0.8,
        xerr=row.error,
        error_kw={"ecolor": _rgb(LIGHT.ink), "elinewidth": 1.0, "capsize": 2.5},
    )
    axes.annotate(
        _text(row.said, 40),
        (1.02, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize="small",
        annotation_clip=False,
    )


def _text(text: str, longest: int) -> str:
    return fonts.drawable(label(text, longest))


def _set_fonts(texts: Sequence[Text]) -> None:
    """Draw every string as it is ($ is no formula) in fonts that have its characters."""
    for text in texts:
        text.set_parse_math(False)
        text.set_fontfamily(fonts.families([text.get_text()]))


def _rgb(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255
