"""How the figures of a dependence are said, once, for page, terminal and plots."""

import numpy as np

from exegesis.dependence.result import NUMBERS, ColumnCurve, ColumnImportance, Dependence
from exegesis.views import wording


def heading(found: Dependence) -> str:
    """What the curves are of."""
    return f"How {number_of(found)} goes with each column"


def number_of(found: Dependence) -> str:
    """The number that the curves give: "the probability of >50K"."""
    target = found.target
    return f"the value {target.name}" if target.output == "value" else f"the {target.output} of {target.name}"


def places(found: Dependence) -> int:
    """Decimals in which the numbers of all curves are said."""
    return wording.decimals([curve.swing for curve in found.curves])


def plain(value: float, places: int) -> str:
    """A number that is no difference."""
    return f"{value:.{min(places, 6)}f}".replace("-", wording.MINUS)


def reach(curve: ColumnCurve, places: int) -> str:
    """From which mean number to which the column takes it, and where of categories."""
    low, high = int(np.argmin(curve.partial)), int(np.argmax(curve.partial))
    ends = [plain(float(curve.partial[place]), places) for place in (low, high)]
    if curve.holds == NUMBERS:
        return f"{ends[0]} to {ends[1]}"
    return f"{ends[0]} ({curve.names[low]}) to {ends[1]} ({curve.names[high]})"


def span(curve: ColumnCurve) -> str:
    """From which value to which the curve runs."""
    return f"{wording.on_axis(float(curve.grid[0]))} to {wording.on_axis(float(curve.grid[-1]))}"


def fall(one: ColumnImportance, places: int) -> str:
    """What shuffling costs, with the lowest and the highest of the shuffles."""
    return (
        f"{wording.signed(one.mean, places)} ({wording.signed(one.low, places)} to {wording.signed(one.high, places)})"
    )


def importance(found: Dependence) -> str:
    """What the falls count from."""
    shuffled = found.importance
    if shuffled is None:
        return ""
    fall = f"its mean fall where a column is shuffled, {shuffled.shuffles} times (lowest to highest)"
    return f"{shuffled.measure} on these rows is {wording.number(shuffled.score)}; {fall}"
