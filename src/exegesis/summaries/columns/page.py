"""A summary of columns as a web page that needs nothing else: rows as points by their scores, scores over values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.data.table_row import said
from exegesis.summaries.columns import wording
from exegesis.summaries.columns.geometry import drawn, heights, reach, shades
from exegesis.summaries.columns.result import ColumnSummary, SummaryColumn, TargetColumns, numbers_of
from exegesis.summaries.wording import levels_said
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.wording import decimals, on_axis, signed

_WIDE, _HIGH = 400, 30  # of a swarm
_PANEL = (360, 190)
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 10, 10, 28
_POINTS = 300  # of a column
_PANELS, _CATEGORIES = 6, 8


@dataclass(frozen=True)
class SummaryPoint:
    """A row: where it stands, and the class of its shade."""

    x: float
    y: float
    shade: str


@dataclass(frozen=True)
class Swarm:
    """A column: its rows as points on one line, and what is said of it."""

    name: str
    size: str
    trend: str
    points: tuple[SummaryPoint, ...]


@dataclass(frozen=True)
class ScorePanel:
    """Scores of a column over its values."""

    name: str
    points: tuple[SummaryPoint, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    zero: float
    is_named: bool  # its values are categories


def page(summary: ColumnSummary, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    text = str.__str__(title) if title else "The columns that answers rest on · Exegesis"
    return render("column_summary_page.html", document=document, title=text, **_context(summary))


def fragment(summary: ColumnSummary) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(summary, document=NOTEBOOK)


def _context(summary: ColumnSummary) -> dict[str, Any]:
    plain = summary.as_plain()
    return {
        "summary": plain,
        "trust": levels_said(plain.verdicts),
        "targets": [_target(plain, target) for target in plain.targets],
        "swarm_size": (_WIDE, _HIGH),
        "panel_size": _PANEL,
        "frame": (_LEFT, _TOP, _PANEL[0] - _RIGHT, _PANEL[1] - _BOTTOM),
    }


def _target(summary: ColumnSummary, target: TargetColumns) -> dict[str, Any]:
    ends = reach(target)
    places = decimals([column.size.mean for column in target.columns])
    return {
        "heading": wording.heading(summary, target),
        "zero": _along(0.0, ends, 0, _WIDE),
        "scale": [(_along(value, ends, 0, _WIDE), signed(value, places)) for value in (ends[0], 0.0, ends[1])],
        "swarms": [_swarm(column, ends, places) for column in target.columns],
        "panels": [_panel(column) for column in target.columns[:_PANELS]],
    }


def _swarm(column: SummaryColumn, ends: tuple[float, float], places: int) -> Swarm:
    rows = drawn(column, _POINTS)
    scores = column.scores[rows]
    ys = _HIGH / 2 - (_HIGH / 2 - 3) * heights(scores, *ends)
    xs = [_along(score, ends, 0, _WIDE) for score in scores.tolist()]
    return Swarm(
        column.name, wording.size(column, places), wording.trend(column), _points(xs, ys.tolist(), column, rows)
    )


def _panel(column: SummaryColumn) -> ScorePanel:
    rows = drawn(column, _POINTS)
    scores = column.scores[rows]
    low, high = min(float(scores.min()), 0.0), max(float(scores.max()), 0.0)
    rest = 0.05 * (high - low) or 0.5
    ends = (low - rest, high + rest)
    places, ticks = _places(column, rows)
    places_y = decimals(scores)

    def height(score: float) -> float:
        return _along(-score, (-ends[1], -ends[0]), _TOP, _PANEL[1] - _BOTTOM)

    marks = tuple((height(score), signed(score, places_y)) for score in sorted({low, 0.0, high}))
    ys = [height(score) for score in scores.tolist()]
    points = _points(places, ys, column, rows)
    return ScorePanel(column.name, points, ticks, marks, height(0.0), column.shares is None)


def _places(column: SummaryColumn, rows: Any) -> tuple[list[float], tuple[tuple[float, str], ...]]:
    """Where values stand along the axis, and what is written below it."""
    left, right = _LEFT + 4, _PANEL[0] - _RIGHT - 4
    values = [column.values[row] for row in rows]
    numbers = numbers_of(values)
    if numbers is not None:
        known = numbers[~np.isnan(numbers)]
        ends = (float(known.min()), float(known.max()))
        middle = (ends[0] + ends[1]) / 2
        ticks = tuple((_along(value, ends, left, right), on_axis(value)) for value in (ends[0], middle, ends[1]))
        return [_along(value, ends, left, right) for value in np.nan_to_num(numbers, nan=ends[0]).tolist()], ticks
    names = [said(value) for value in values]
    order = sorted(set(names), key=lambda name: (-names.count(name), name))[:_CATEGORIES]
    step = (right - left) / max(len(order), 1)
    where = {name: left + step * (place + 0.5) for place, name in enumerate(order)}
    spread = [((7 * row) % 11 - 5) / 11 * step * 0.6 for row in range(len(names))]
    places = [round(where.get(name, right) + off, 1) for name, off in zip(names, spread, strict=True)]
    longest = max(int(step / 7), 2)
    short = [(round(at, 1), name if len(name) <= longest else name[: longest - 1] + "…") for name, at in where.items()]
    return places, tuple(short)


def _points(xs: Sequence[float], ys: Sequence[float], column: SummaryColumn, rows: Any) -> tuple[SummaryPoint, ...]:
    levels = shades(column)
    names = ["exg-vn"] * len(xs) if levels is None else [f"exg-v{level}" for level in levels[rows].tolist()]
    return tuple(SummaryPoint(x, round(y, 1), name) for x, y, name in zip(xs, ys, names, strict=True))


def _along(value: float, ends: tuple[float, float], first: float, last: float) -> float:
    return round(first + (last - first) * (value - ends[0]) / ((ends[1] - ends[0]) or 1.0), 1)
