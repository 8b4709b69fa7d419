"""The top words as bars around zero: where each bar and whisker begins and ends, in percent of the axis."""

import math
from dataclasses import dataclass

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.views.characters import label
from exegesis.views.kinds import view_of
from exegesis.views.sections import by_section, first_character
from exegesis.views.wording import decimals, occurrences, place_of, signed, signed_with_error


@dataclass(frozen=True)
class BarStretch:
    """A part of the axis, in percent of its length."""

    left: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One unit: its name and place, its score and how it is said, and where its bar and whisker are drawn.

    Where no text shows where it lies, the name says it.
    """

    name: str
    place: str
    start: int  # its first character
    score: float
    error: float | None
    said: str
    bar: BarStretch
    whisker: BarStretch | None


@dataclass(frozen=True)
class Bars:
    """The bars, largest first, and the place of zero, in percent of the axis."""

    zero: float
    rows: tuple[Bar, ...]

    @property
    def longest(self) -> int:
        """Characters of the longest number."""
        return max((len(row.said) for row in self.rows), default=0)

    def groups(self, explanation: Explanation) -> list[tuple[str, list[Bar]]]:
        """The bars of each part of the text under its name; of a plain text all under no name."""
        return by_section(explanation, self.rows, lambda row: row.start)


def top_bars(explanation: Explanation, k: int = 10) -> Bars:
    """The k units with the largest |score|, largest first; those whose score is said as 0 beside it are left out."""
    places = decimals(explanation.scores)
    order = np.argsort(-np.abs(explanation.scores), kind="stable")[: max(k, 0)]
    rows = [(int(i), float(explanation.scores[i]), _error(explanation, int(i))) for i in order]
    rows = [row for row in rows if math.isfinite(row[1]) and signed(row[1], places) != "0"]
    low = min([0.0, *(score - (error or 0.0) for _, score, error in rows)])
    high = max([0.0, *(score + (error or 0.0) for _, score, error in rows)])
    axis = _Axis(low, high)
    return Bars(
        axis.place(0.0),
        tuple(
            Bar(
                name=_name(explanation, index),
                place=view_of(explanation).place(explanation, index) or place_of(explanation, index),
                start=first_character(explanation.units[index].spans),
                score=score,
                error=error,
                said=signed_with_error(score, error, places),
                bar=axis.stretch(min(score, 0.0), max(score, 0.0)),
                whisker=None if error is None else axis.stretch(score - error, score + error),
            )
            for index, score, error in rows
        ),
    )


def _name(explanation: Explanation, index: int) -> str:
    view = view_of(explanation)
    named = label(view.label(explanation, index)) + occurrences(explanation, index)
    where = view.where(explanation, index)
    return f"{named}, {where}" if where else named


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float

    def place(self, value: float) -> float:
        length = self.high - self.low
        share = value / length - self.low / length if length > 0.0 else 0.0
        return round(100.0 * share, 2)

    def stretch(self, low: float, high: float) -> BarStretch:
        left = self.place(low)
        return BarStretch(left, round(self.place(high) - left, 2))


def _error(explanation: Explanation, index: int) -> float | None:
    if explanation.standard_errors is None or not math.isfinite(explanation.standard_errors[index]):
        return None
    return float(explanation.standard_errors[index])
