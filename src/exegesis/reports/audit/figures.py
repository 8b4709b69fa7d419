"""Shares and differences with their 95 % intervals, and how they are written: arithmetic alone."""

from exegesis.core.proportions import wilson
from exegesis.reports.audit.result import AuditFigure
from exegesis.views.tables import NONE, figure, share

FEWEST = 20  # rows below which a share is said not to be one


def share_figure(name: str, said: str, hits: int, rows: int) -> AuditFigure:
    """hits / rows with its Wilson interval; no value of no rows."""
    if not rows:
        return AuditFigure(name, said, None, None, None, 0, 0)
    low, high = wilson(hits, rows)
    return AuditFigure(name, said, hits / rows, low, high, rows, hits)


def difference(hits: int, rows: int, other_hits: int, other_rows: int) -> tuple[float, float, float]:
    """hits / rows - other_hits / other_rows and its interval by the two Wilson intervals.

    Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10.
    """
    one, other = hits / rows, other_hits / other_rows
    (low, high), (other_low, other_high) = wilson(hits, rows), wilson(other_hits, other_rows)
    change = one - other
    below = ((one - low) ** 2 + (other_high - other) ** 2) ** 0.5
    above = ((high - one) ** 2 + (other - other_low) ** 2) ** 0.5
    return change, max(change - below, -1.0), min(change + above, 1.0)


def shares(one: AuditFigure) -> str:
    """ "82.1% [79.4%, 84.5%]"; what is counted of few rows says so in its place."""
    if one.value is None:
        return NONE
    return f"{share(one.value)} [{share(one.low)}, {share(one.high)}]"


def points(change: float | None, low: float | None = None, high: float | None = None) -> str:
    """A difference of shares in points: "−3.1 points [−5.0, −1.2]"."""
    if change is None:
        return NONE
    said = f"{_signed(change)} points"
    return said if low is None or high is None else f"{said} [{_signed(low)}, {_signed(high)}]"


def _signed(value: float) -> str:
    said = figure(100 * value, 1)
    return said if value <= 0 or float(f"{100 * value:.1f}") == 0 else f"+{said}"
