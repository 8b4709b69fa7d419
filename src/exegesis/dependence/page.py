"""A dependence as a web page that needs nothing else: a panel for each column, on one scale."""

from dataclasses import dataclass

from exegesis.core.types import Floats
from exegesis.dependence import wording
from exegesis.dependence.geometry import categories, middle, raised, reach
from exegesis.dependence.result import NUMBERS, ColumnCurve, ColumnImportance, Dependence
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.wording import decimals, on_axis, signed

WIDE, HIGH = 360, 190  # of a panel's drawing
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 10, 28


@dataclass(frozen=True)
class EffectBar:
    """A category: its mean number as a bar from the mean of all, in percent of the axis."""

    name: str
    said: str
    share: str
    towards: bool
    left: float
    width: float


@dataclass(frozen=True)
class FallBar:
    """What shuffling a column costs, as a bar with a whisker from the lowest to the highest, in percent of the axis."""

    column: str
    mean: str
    said: str
    falls: bool
    left: float
    width: float
    low: float
    reach: float


@dataclass(frozen=True)
class EffectPanel:
    """One column. Numbers have lines over an axis, categories bars."""

    column: str
    said: str
    partial: str = ""
    local: str = ""
    lines: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    deciles: tuple[float, ...] = ()
    bars: tuple[EffectBar, ...] = ()
    rest: int = 0  # categories that are not drawn


def page(found: Dependence, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = found.as_plain()
    said = str.__str__(title) if title else f"{wording.heading(plain)} · Exegesis"
    return render("dependence_page.html", document=document, title=said, **_context(plain))


def fragment(found: Dependence) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(found, document=NOTEBOOK)


def _context(found: Dependence) -> dict[str, object]:
    low, high = reach(found)
    scale = _scale(found)
    zero_fall, falls = _falls(found)
    marks = [low, (low + high) / 2, high]
    places = max(wording.places(found), 1)
    return {
        "found": found,
        "said": wording,
        "size": (WIDE, HIGH),
        "frame": (_LEFT, _TOP, WIDE - _RIGHT, HIGH - _BOTTOM),
        "panels": [_panel(curve, (low, high), scale, places) for curve in found.curves],
        "zero": _zero(scale),
        "marks": [(_y(mark, low, high), wording.plain(mark, places)) for mark in marks],
        "falls": falls,
        "zero_fall": zero_fall,
    }


def _panel(curve: ColumnCurve, ends: tuple[float, float], scale: tuple[float, float], places: int) -> EffectPanel:
    said, (low, high) = wording.reach(curve, places), ends
    if curve.holds != NUMBERS:
        bars = _bars(curve, scale, places)
        return EffectPanel(curve.column, said, bars=bars, rest=len(curve.names) - len(bars))
    first, last = float(curve.grid[0]), float(curve.grid[-1])

    def points(xs: Floats, ys: Floats) -> str:
        pairs = zip(xs.tolist(), ys.tolist(), strict=True)
        return " ".join(f"{_x(x, first, last):g},{_y(y, low, high):g}" for x, y in pairs)

    return EffectPanel(
        curve.column,
        said,
        partial=points(curve.grid, curve.partial),
        local="" if curve.local is None else points(curve.local.edges, raised(curve)),
        lines=tuple(points(curve.grid, line) for line in curve.lines),
        ticks=tuple((_x(tick, first, last), on_axis(tick)) for tick in (first, (first + last) / 2, last)),
        deciles=tuple(_x(value, first, last) for value in curve.deciles.tolist()),
    )


def _scale(found: Dependence) -> tuple[float, float]:
    """How far categories move the number down and up from the mean, at most: one axis for all of their panels."""
    moves = [
        float(curve.partial[place]) - middle(curve)
        for curve in found.curves
        if curve.holds != NUMBERS
        for place in categories(curve)
    ]
    return min([0.0, *moves]), max([0.0, *moves])


def _bars(curve: ColumnCurve, scale: tuple[float, float], places: int) -> tuple[EffectBar, ...]:
    """A bar for each category, from the mean over all of them."""
    length, zero, mean = (scale[1] - scale[0]) or 1.0, _zero(scale), middle(curve)
    found = []
    for place in categories(curve):
        value, share = float(curve.partial[place]), float(curve.shares[place])
        width = round(100 * abs(value - mean) / length, 2)
        left = zero if value > mean else round(zero - width, 2)
        held = f"{share:.0%} of rows" if share >= 0.005 else "under 1% of rows"
        said = wording.plain(value, places)
        found.append(EffectBar(curve.names[place], said, held, value > mean, left, width))
    return tuple(found)


def _zero(scale: tuple[float, float]) -> float:
    low, high = scale
    return round(100 * -low / ((high - low) or 1.0), 2)


def _falls(found: Dependence) -> tuple[float, list[FallBar]]:
    """Where no fall is, and a bar for each column with the whisker of its shuffles."""
    columns: tuple[ColumnImportance, ...] = () if found.importance is None else found.importance.columns
    low, high = min([0.0, *(one.low for one in columns)]), max([0.0, *(one.high for one in columns)])
    length, zero, places = (high - low) or 1.0, _zero((low, high)), decimals([one.mean for one in columns])

    def at(value: float) -> float:
        return round(100 * (value - low) / length, 2)

    return zero, [
        FallBar(
            one.column,
            signed(one.mean, places),
            wording.fall(one, places),
            one.mean > 0,
            min(at(one.mean), zero),
            round(abs(at(one.mean) - zero), 2),
            at(one.low),
            round(at(one.high) - at(one.low), 2),
        )
        for one in columns
    ]


def _x(value: float, first: float, last: float) -> float:
    return round(_LEFT + (WIDE - _LEFT - _RIGHT) * (value - first) / ((last - first) or 1.0), 1)


def _y(value: float, low: float, high: float) -> float:
    return round(_TOP + (HIGH - _TOP - _BOTTOM) * (1 - (value - low) / (high - low)), 1)
