"""Pictures of the experiments as SVG; the same results give the same bytes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

_COLOURS = ("0.72", "#c28f2c", "#b04b00", "#0d5f9c")  # in the methods' order; read as greys from light to dark


@dataclass(frozen=True)
class PlottedBar:
    """A mean with its spread (None: a single value), and the published figure (None: there is none)."""

    mean: float
    spread: float | None = None
    published: float | None = None


@contextmanager
def settings() -> Iterator[None]:
    """The settings of matplotlib that make the bytes repeatable, put back afterwards."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "exegesis", "svg.fonttype": "none", "font.family": "sans-serif"}):
        yield


def svg(figure: Any) -> bytes:
    """A figure as the bytes of an SVG file without a date."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    content, canvas = BytesIO(), FigureCanvasSVG(figure)
    draw: Callable[..., Any] = canvas.print_svg
    draw(content, metadata={"Date": None})
    return content.getvalue()


def bars(groups: Sequence[str], series: Sequence[tuple[str, Sequence[PlottedBar | None]]], axis: str) -> bytes:
    """Groups of bars, one series a colour, whiskers for spreads and a white diamond where a figure was published."""
    from matplotlib.figure import Figure

    with settings():
        figure = Figure(figsize=(max(5.0, 2.2 * len(groups) + 1.6), 3.6), layout="constrained")
        axes = figure.subplots()
        width = 0.8 / max(1, len(series))
        for number, (name, found) in enumerate(series):
            places = [group - 0.4 + (number + 0.5) * width for group in range(len(groups))]
            _series(axes, places, found, width, name, _COLOURS[number % len(_COLOURS)])
        if any(bar is not None and bar.published is not None for _, found in series for bar in found):
            axes.plot([], [], "D", color="white", markeredgecolor="black", markersize=4, label="published")
        axes.set_xticks(range(len(groups)), groups)
        axes.set(ylabel=axis, ylim=(0, 105))
        for text in axes.get_xticklabels():
            text.set_parse_math(False)
        figure.legend(loc="outside right upper", frameon=False)
        return svg(figure)


def _series(
    axes: Any, places: Sequence[float], found: Sequence[PlottedBar | None], width: float, name: str, ink: str
) -> None:
    there = [(place, bar) for place, bar in zip(places, found, strict=True) if bar is not None]
    at, heights = [place for place, _ in there], [bar.mean for _, bar in there]
    axes.bar(at, heights, width * 0.92, color=ink, label=name)
    spread = [(place, bar.mean, bar.spread) for place, bar in there if bar.spread is not None]
    if spread:
        axes.errorbar(*zip(*spread, strict=True), fmt="none", ecolor="black", capsize=2, linewidth=0.8)
    known = [(place, bar.published) for place, bar in there if bar.published is not None]
    if known:
        axes.plot(*zip(*known, strict=True), "D", color="white", markeredgecolor="black", markersize=4)
