"""Time series drawn: on a page as lines over coloured stretches, in a terminal as blocks, in a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from exegesis.core.plurals import plural
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation
from exegesis.views import drawing, scale
from exegesis.views.characters import label, squeezed
from exegesis.views.kind_view import KindView
from exegesis.views.paper import Paper
from exegesis.views.series_chart import STRONG, Chart, ChartLine, chart, chart_lines, ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ROWS = 3  # lines of a channel in a terminal
_WIDEST = 96  # columns
_PRINTED = 4  # channels
_PLOTTED = 8


class SeriesView(KindView):
    """A panel for each channel."""

    template: ClassVar[str] = "series.html"
    inches: ClassVar[float] = 2.6
    long_labels: ClassVar[bool] = True

    def drawing(self, explanation: Explanation) -> Chart | None:
        return chart(explanation)

    def lines(self, explanation: Explanation, paper: Paper) -> Iterable[Text]:
        """Blocks as high as the numbers; below the strong stretches + or −."""
        found = chart_lines(explanation, _PRINTED)
        if found is None:
            return
        series, drawn, others = found
        width = min(series.steps, paper.width, _WIDEST)
        for line in drawn:
            if len(series.channels) > 1:
                yield paper.write(label(line.name, 40), "dim")
            yield from _blocks(line, width, paper)
        first, last = (said for _, said in ticks(series, 1))
        yield paper.write(f"{first}{last:>{max(width - len(first), len(last) + 1)}} {series.step_unit}".rstrip(), "dim")
        if others:
            yield paper.write(f"and {plural(others, 'channel')} with weaker stretches", "dim")

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        found = chart_lines(explanation, _PLOTTED)
        if found is None:
            return
        series, lines, _ = found
        by = series.step or 1.0
        for lane, line in enumerate(reversed(lines)):
            _draw_lane(axes, line, lane, by, alone=len(lines) == 1)
        if len(lines) > 1:
            names = [drawing.shortened(squeezed(line.name, 18), 18) for line in reversed(lines)]
            axes.set_yticks(np.arange(len(lines)) + 0.5, labels=names)
            axes.set_ylim(0, len(lines))
        axes.set_xlim(-0.5 * by, (series.steps - 0.5) * by)
        axes.set_xlabel(drawing.shortened(series.step_unit or "step", 40))
        axes.spines[["top", "right"]].set_visible(False)
        drawing.set_fonts([*axes.get_yticklabels(), axes.xaxis.label])


def _blocks(line: ChartLine, width: int, paper: Paper) -> Iterable[Text]:
    """`_ROWS` lines of blocks, and one of signs where a stretch is strong."""
    parts = np.array_split(np.arange(len(line.values)), width)
    heights = _heights(np.array([line.values[part].mean() for part in parts]))
    levels = [int(max(line.levels[part].tolist(), key=abs)) for part in parts]
    if paper.is_unicode:
        for row in reversed(range(_ROWS)):
            signs = [_EIGHTHS[min(max(height - 8 * row, 0), 8)] for height in heights]
            yield _coloured(signs, levels, paper)
    signs = [" " if abs(level) < STRONG else "+" if level > 0 else "−" for level in levels]
    if any(sign != " " for sign in signs) or not paper.is_unicode:
        yield _coloured(signs, levels, paper)


def _heights(values: Floats) -> list[int]:
    """In eighths of a line, from 1."""
    low, high = values.min(), values.max()
    shares = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    return [1 + round(float(share) * (8 * _ROWS - 1)) for share in shares]


def _coloured(signs: list[str], levels: list[int], paper: Paper) -> Text:
    """A line of them; neighbours of one colour share a piece."""
    line, start = paper.write(""), 0
    styles = [_style(level) for level in levels]
    for place in range(1, len(signs) + 1):
        if place == len(signs) or styles[place] != styles[start]:
            line += paper.write("".join(signs[start:place]), styles[start])
            start = place
    return line


def _style(level: int) -> str:
    if abs(level) < STRONG:
        return "dim"
    return scale.hexadecimal(scale.LIGHT.towards if level > 0 else scale.LIGHT.against)


def _draw_lane(axes: Axes, line: ChartLine, lane: int, by: float, alone: bool) -> None:
    """One channel: alone with its own numbers, of several in a lane one unit high."""
    low, high = float(line.values.min()), float(line.values.max())
    spread = high - low or 1.0
    values = line.values if alone else lane + 0.08 + 0.84 * (line.values - low) / spread
    bottom, top = (low - 0.06 * spread, high + 0.06 * spread) if alone else (lane, lane + 1.0)
    edges = np.flatnonzero(np.diff(line.levels)) + 1
    for start, stop in zip([0, *edges], [*edges, len(values)], strict=True):
        level = int(line.levels[start])
        if level == 0:
            continue
        colour = scale.LIGHT.towards if level > 0 else scale.LIGHT.against
        axes.fill_between(
            [(start - 0.5) * by, (stop - 0.5) * by],
            bottom,
            top,
            color=drawing.rgb(colour),
            alpha=abs(level) / scale.LEVELS,
            hatch=None if level > 0 else "///",
            linewidth=0,
        )
    axes.plot(np.arange(len(values)) * by, values, color=drawing.rgb(scale.LIGHT.ink), linewidth=1.1)
    if alone:
        axes.set_ylim(bottom, top)
