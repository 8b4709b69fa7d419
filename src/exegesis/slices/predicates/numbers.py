"""Numbers of rows as slices: quarters that cut all rows into kinds, and thresholds for a search."""

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats

_QUARTERS = (25, 50, 75)
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "≤": operator.le, "≥": operator.ge, "<": operator.lt, ">": operator.gt,
    "=": operator.eq,
}  # fmt: skip


def cuts_of(values: Floats) -> list[float]:
    """The quartiles at which rows are parted, those that part none left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return []
    cuts = np.unique(np.percentile(known, _QUARTERS, method="lower"))
    return [float(cut) for cut in cuts if cut < known.max()]


def quarters(values: Floats, name: str, noun: str = "") -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """(in words, holds) of the stretches between quartiles."""
    cuts = cuts_of(values)
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        above = np.ones(len(values), bool) if low is None else values > low
        below = np.ones(len(values), bool) if high is None else values <= high
        holds = above & below & ~np.isnan(values)
        yield f"{_between(name, low, high)}{noun}", holds


def thresholds(values: Floats, name: str, noun: str = "") -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """(in words, holds) of all above and below each quartile."""
    for cut in cuts_of(values):
        yield f"{name} ≤ {plain(cut)}{noun}", values <= cut
        yield f"{name} > {plain(cut)}{noun}", values > cut


def compared(given: str) -> tuple[str, str, float] | None:
    """What stands before a sign, the sign, and the number behind it; None where there is no such thing."""
    for sign in SIGNS:
        name, found, number = given.partition(sign)
        if found:
            try:
                return name.strip(), sign, float(number)
            except ValueError:
                return None
    return None


def plain(number: float) -> str:
    """A number without digits that say nothing."""
    return f"{number:,.0f}" if number == round(number) else f"{number:,.6g}"


def _between(name: str, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return f"{name} known"
    if low is None:
        return f"{name} ≤ {plain(high or 0.0)}"
    return f"{name} > {plain(low)}" if high is None else f"{plain(low)} < {name} ≤ {plain(high)}"
