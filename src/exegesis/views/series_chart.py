"""A series as the views draw it: a panel for each channel, its line over stretches in the colour of their scores.

Strong are stretches with at least a quarter of the largest |score|: those have a bar below them too, solid towards the
target and broken against it, so that the picture can be read without colour. Of many channels those with the strongest
stretches are drawn, and the rest are counted.
"""

from dataclasses import dataclass

import numpy as np

from exegesis.core.plurals import plural
from exegesis.core.types import Floats, Integers
from exegesis.data.explanation import Explanation
from exegesis.data.kept_series import KeptSeries
from exegesis.data.place import Stretch
from exegesis.data.series import Series
from exegesis.data.stretches import map_of
from exegesis.views import scale, wording

WIDTH, HEIGHT = 640, 120  # of a panel, in the units of its SVG
STRONG = 3  # levels of 10: a quarter of the largest score and more
_MOST = 8  # panels
_FINEST = 1280  # places along a line; of more steps the lowest and highest of each place are drawn
_TICKS = 4
_EDGE = 8  # units above and below a line


@dataclass(frozen=True, eq=False)
class ChartLine:
    """One channel: its number, its name, its numbers, and the level -10..10 of each step."""

    channel: int
    name: str
    values: Floats  # (steps,)
    levels: Integers  # (steps,)


def chart_lines(explanation: Explanation, most: int = _MOST) -> tuple[Series, list[ChartLine], int] | None:
    """The series, the channels to draw, in their order, and how many are left out; None for other kinds of data."""
    kept = explanation.kept
    if not isinstance(kept, KeptSeries):
        return None
    series = kept.series
    owners = map_of(explanation.units, len(series.channels), series.steps)
    levels = np.append(scale.levels(explanation.scores), 0)[owners]
    strongest = np.argsort(-np.abs(levels).max(axis=1), kind="stable")[:most]
    lines = [
        ChartLine(channel, series.channels[channel], series.values[channel].astype(np.float64), levels[channel])
        for channel in sorted(strongest.tolist())
    ]
    return series, lines, len(series.channels) - len(lines)


# -- for a page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """A stretch behind the line: where it is, what is said of it, the classes of its colour, "to" or "no" if strong."""

    x: float
    width: float
    said: str
    classes: str
    strong: str


@dataclass(frozen=True)
class Panel:
    """One channel: its name ("" where there is only one), the numbers at its edges, bands, and the line's path."""

    name: str
    high: str
    low: str
    bands: tuple[Band, ...]
    path: str


@dataclass(frozen=True)
class Chart:
    """All that the template draws. `ticks`: what is written below, and how far from the left, in percent."""

    width: int
    height: int
    panels: tuple[Panel, ...]
    ticks: tuple[tuple[float, str], ...]
    clock: str  # what the ticks count
    left_out: str  # how many channels are not drawn; "" for none


def chart(explanation: Explanation) -> Chart | None:
    """Of an explanation of a series; None for other kinds of data."""
    found = chart_lines(explanation)
    if found is None:
        return None
    series, lines, others = found
    panels = tuple(_panel(explanation, series, line) for line in lines)
    left_out = f"{plural(others, 'channel')} with weaker stretches not drawn" if others else ""
    return Chart(WIDTH, HEIGHT, panels, ticks(series), series.step_unit if series.step else "steps", left_out)


def ticks(series: Series, count: int = _TICKS) -> tuple[tuple[float, str], ...]:
    """Where along the steps something is written, in percent, and what: first, last and between."""
    last = series.steps - 1
    places = np.unique(np.rint(np.linspace(0, last, count + 1)).astype(int))
    by = series.step or 1.0
    return tuple((round(100 * (place + 0.5) / series.steps, 2), f"{place * by:.6g}") for place in places.tolist())


def _panel(explanation: Explanation, series: Series, line: ChartLine) -> Panel:
    low, high = float(line.values.min()), float(line.values.max())
    return Panel(
        name=line.name if len(series.channels) > 1 else "",
        high=wording.number(high),
        low=wording.number(low),
        bands=tuple(_bands(explanation, series, line)),
        path=_path(line.values, low, high),
    )


def _bands(explanation: Explanation, series: Series, line: ChartLine) -> list[Band]:
    places, found = wording.decimals(explanation.scores), []
    each = WIDTH / series.steps
    for unit, score in zip(explanation.units, explanation.scores.tolist(), strict=True):
        at = unit.at
        if not isinstance(at, Stretch) or at.channel != line.channel:
            continue
        level = int(line.levels[at.start])
        side = "" if level == 0 else "to" if level > 0 else "no"
        found.append(
            Band(
                x=round(at.start * each, 2),
                width=round((at.stop - at.start) * each, 2),
                said=f"{unit.text}, {wording.signed(score, places)}",
                classes=f"exg-{side} exg-l{abs(level)}" if side else "",
                strong=side if abs(level) >= STRONG else "",
            )
        )
    return found


def _path(values: Floats, low: float, high: float) -> str:
    """The line from the middle of the first step to that of the last."""
    steps = len(values)
    x = (np.arange(steps) + 0.5) * WIDTH / steps
    y = HEIGHT - _EDGE - (values - low) * ((HEIGHT - 2 * _EDGE) / (high - low or 1.0))
    if high == low:
        y = np.full(steps, HEIGHT / 2)
    if steps > _FINEST:
        x, y = _coarser(x, y)
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True))


def _coarser(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The lowest and the highest of each of so many places, in their order."""
    picked: list[int] = []
    for part in np.array_split(np.arange(len(y)), _FINEST // 2):
        picked += sorted({int(part[np.argmin(y[part])]), int(part[np.argmax(y[part])])})
    return x[picked], y[picked]
