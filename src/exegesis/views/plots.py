"""Explanations as matplotlib figures, made without pyplot: no global state, no window, nothing to close."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.views import drawing, naming, verdicts
from exegesis.views.bars import Bar, Bars, top_bars
from exegesis.views.cases import cases
from exegesis.views.characters import squeezed
from exegesis.views.kinds import view_of
from exegesis.views.scale import LIGHT

_LONGEST = 28  # characters of a name beside its bar
_LONG = 44  # of one that says a value too
_ROW = 0.32  # inches


def plot(explanation: Explanation, k: int = 10) -> Figure:
    """A figure with the k units of the largest |score| as bars, largest at the top, standard errors as whiskers."""
    return plot_many([explanation], k)


def plot_many(explanations: Sequence[Explanation], k: int = 10) -> Figure:
    """Several explanations side by side, each on its own axis. Raises `InputError` when there is none."""
    if not explanations:
        raise InputError("there is no explanation to plot; give at least one.")
    charts = [top_bars(explanation, k) for explanation in explanations]
    rows = [len(chart.rows) + len(one.parts) for one, chart in zip(explanations, charts, strict=True)]
    height = 1.3 + _ROW * max(1, *rows)
    figure = drawing.Picture(figsize=(5.6 * len(explanations), height), layout="constrained")
    FigureCanvasAgg(figure)
    all_axes = _axes(figure, height, explanations)
    methods = {id(one): case.method(one) for case in cases(explanations) for one in case.explanations}
    for axes, explanation, chart in zip(all_axes, explanations, charts, strict=True):
        _draw(axes, explanation, chart, methods[id(explanation)])
    return figure


def _axes(figure: Figure, height: float, explanations: Sequence[Explanation]) -> Sequence[Axes]:
    """The axes of the bars; above them, of what is no text, its picture."""
    views = [view_of(explanation) for explanation in explanations]
    inches = max(view.inches_of(one) for view, one in zip(views, explanations, strict=True))
    if not inches:
        found: Sequence[Axes] = figure.subplots(1, len(views), squeeze=False)[0]
        return found
    figure.set_figheight(height + inches)
    above, below = figure.subplots(2, len(views), squeeze=False, height_ratios=[inches, height])
    for axes, view, explanation in zip(above, views, explanations, strict=True):
        view.draw(axes, explanation)
    rest: Sequence[Axes] = below
    return rest


def picture(explanations: Sequence[Explanation], suffix: str) -> bytes:
    """The same as the bytes of a file; `suffix` is ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = drawing.kind_of(suffix)
    return drawing.as_bytes(plot_many(explanations), kind)


def _draw(axes: Axes, explanation: Explanation, chart: Bars, method: str) -> None:
    """The bars from the top, those of each part of the text below the part's name."""
    place, names = 0, []
    for part, rows in chart.groups(explanation):
        if part:
            _name(axes, place, part)
            place += 1
        for row in rows:
            _bar(axes, place, row)
            names.append((place, _beside(explanation, row.name)))
            place += 1
    axes.set_yticks([at for at, _ in names], labels=[name for _, name in names])
    axes.set_ylim(max(place, 1) - 0.4, -0.6)
    axes.axvline(0.0, color=drawing.rgb(LIGHT.ink), linewidth=0.8)
    axes.margins(x=0.03)
    axes.locator_params(axis="x", nbins=5)  # so that long numbers have room beside one another
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(f"{drawing.shortened(_axis(explanation), 70)}\nExplanation: {verdicts.headline(explanation)}")
    heading = axes.set_title(_title(explanation, method), loc="left", fontsize="medium")
    drawing.set_fonts([*axes.get_yticklabels(), heading, axes.xaxis.label, *axes.texts])


def _beside(explanation: Explanation, name: str) -> str:
    """A name as it stands beside its bar."""
    if explanation.text:
        return drawing.shortened(name, _LONGEST)
    longest = _LONG if view_of(explanation).long_labels else _LONGEST
    return drawing.shortened(squeezed(name, longest), longest)


def _name(axes: Axes, place: int, part: str) -> None:
    """The name of a part in the column of names, where a tick's label would stand."""
    axes.annotate(
        drawing.shortened(part, _LONGEST),
        (0, place),
        xycoords=("axes fraction", "data"),
        xytext=(-3.5, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontweight="bold" if part.isascii() else "normal",  # the bold face has fewer characters than the plain one
        annotation_clip=False,
    )


def _axis(explanation: Explanation) -> str:
    (against, no), (towards, to) = naming.sides(explanation.target, explanation.text)
    if explanation.target.versus is None:
        return f"score ({explanation.target.output}): {towards} + / {against} −"
    return f"score ({explanation.target.output}): {towards} {to} + / {against} {no} −"


def _title(explanation: Explanation, method: str) -> str:
    """Method and target, over as many lines as they need."""
    return drawing.titled(f"{method}: {naming.explained(explanation.target, explanation.text)}", most=4)


def _bar(axes: Axes, place: int, row: Bar) -> None:
    """One bar with its number in a column at the right, so that it can be read without colour."""
    towards = row.score > 0
    axes.barh(
        place,
        row.score,
        height=0.72,
        color=drawing.rgb(LIGHT.towards if towards else LIGHT.against),
        edgecolor=drawing.rgb(LIGHT.towards_line if towards else LIGHT.against_line),
        hatch=None if towards else "///",
        linewidth=0.8,
        xerr=row.error,
        error_kw={"ecolor": drawing.rgb(LIGHT.ink), "elinewidth": 1.0, "capsize": 2.5},
    )
    axes.annotate(
        drawing.shortened(row.said, 40),
        (1.02, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize="small",
        annotation_clip=False,
    )
