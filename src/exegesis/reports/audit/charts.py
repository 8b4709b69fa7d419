"""A chart of a report as the coordinates of a drawing: from where the values begin to where they end."""

from dataclasses import dataclass
from math import ceil, floor

from exegesis.reports.audit.result import AuditChart, ChartCurve
from exegesis.views.tables import share

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 360, 240, 46, 40, 10  # in the units of the drawing
_TICKS = 5


@dataclass(frozen=True)
class DrawnCurve:
    """The points of a line, and the bars of their intervals as (x, low, high)."""

    name: str
    points: tuple[tuple[float, float], ...]
    bars: tuple[tuple[float, float, float], ...]

    @property
    def path(self) -> str:
        """What joins the points."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True)
class DrawnChart:
    """All that the template draws. `ticks`: places and what stands there, along x and y."""

    curves: tuple[DrawnCurve, ...]
    across: tuple[tuple[float, str], ...]
    upward: tuple[tuple[float, str], ...]
    diagonal: tuple[float, float, float, float] | None


def drawn(chart: AuditChart) -> DrawnChart:
    """The chart in the units of its drawing."""
    xs = [x for curve in chart.series for x, _ in curve.points]
    ys = [y for curve in chart.series for y in _heights(curve)]
    first_x, first_y = _begin(xs), _begin(ys)
    last_x, last_y = 1.0, _end(ys)
    if chart.diagonal:
        first_x = first_y = min(first_x, first_y)
        last_y = 1.0

    def x_of(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 10) * (value - first_x) / (last_x - first_x)

    def y_of(value: float) -> float:
        return ABOVE + (HEIGHT - BELOW - ABOVE) * (1 - (value - first_y) / (last_y - first_y))

    curves = tuple(
        DrawnCurve(
            curve.name,
            tuple((x_of(x), y_of(y)) for x, y in curve.points),
            tuple(
                (x_of(x), y_of(low), y_of(high))
                for (x, _), (low, high) in zip(curve.points, curve.bounds, strict=False)
            ),
        )
        for curve in chart.series
    )
    ends = (x_of(first_x), y_of(first_y), x_of(last_x), y_of(last_y))
    return DrawnChart(
        curves,
        tuple((x_of(value), _said(value)) for value in _ticks(first_x, last_x)),
        tuple((y_of(value), _said(value)) for value in _ticks(first_y, last_y)),
        ends if chart.diagonal else None,
    )


def _barred(curve: ChartCurve) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Each point with its bounds; none of a curve without them."""
    return list(zip(curve.points, curve.bounds, strict=True)) if curve.bounds else []


def _heights(curve: ChartCurve) -> list[float]:
    return [*(y for _, y in curve.points), *(end for bounds in curve.bounds for end in bounds)]


def _begin(values: list[float]) -> float:
    """Where an axis begins: a tenth below the least value, and below 1."""
    return min(max(floor(10 * min(values, default=0.0)) / 10, 0.0), 0.9)


def _end(values: list[float]) -> float:
    """Where it ends: above the largest value, and above where it begins."""
    return min(max(ceil(10 * max(values, default=1.0) + 0.5) / 10, _begin(values) + 0.1), 1.0)


def _ticks(first: float, last: float) -> list[float]:
    return [first + (last - first) * place / _TICKS for place in range(_TICKS + 1)]


def _said(value: float) -> str:
    return share(value).removesuffix("%").removesuffix(".0") + "%"
