"""From the baseline's number to the row's, score by score: where scores add up, and only there."""

from dataclasses import dataclass

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.views.wording import decimals, on_axis, signed_with_error

SHOWN = 10  # steps; what is smaller is one step
_ADDS_UP = 0.005  # of the whole way, within which scores are said to add up


@dataclass(frozen=True)
class WaterfallStep:
    """One column, or all the small ones: from which number to which, how it is said, and where its bar stands, in
    percent of the axis."""

    name: str
    start: float
    stop: float
    said: str
    left: float
    width: float

    @property
    def towards(self) -> bool:
        """Whether it raises the number."""
        return self.stop >= self.start


@dataclass(frozen=True)
class Waterfall:
    """The steps, the largest first, with standard errors where these are known.

    `zero`: where the baseline's number stands, `end` where the row's does, in percent of the axis.
    """

    base: str
    value: str
    zero: float
    end: float
    steps: tuple[WaterfallStep, ...]

    @property
    def longest(self) -> int:
        """Characters of the longest number."""
        return max(map(len, (self.base, self.value, *(step.said for step in self.steps))))


def waterfall(explanation: Explanation, names: tuple[str, ...], shown: int = SHOWN) -> Waterfall | None:
    """Of scores that add up from the baseline's number to the row's; None where they do not, or it is not known.

    `names`: what each unit is called.
    """
    base, value = explanation.baseline.value, explanation.value
    if base is None or not np.isfinite([base, value, *explanation.scores]).all():
        return None
    way = float(np.abs(explanation.scores).sum())
    if abs(base + float(explanation.scores.sum()) - value) > _ADDS_UP * max(way, 1e-12):
        return None
    order = np.argsort(-np.abs(explanation.scores), kind="stable")
    errors = explanation.standard_errors
    parts = [
        (names[unit], float(explanation.scores[unit]), None if errors is None else float(errors[unit]))
        for unit in order[:shown].tolist()
    ]
    if len(order) > shown:
        parts.append((f"{len(order) - shown} others", float(explanation.scores[order[shown:]].sum()), None))
    stops = base + np.cumsum([score for _, score, _ in parts])
    starts = [base, *stops[:-1].tolist()]
    low, high = min(base, float(stops.min())), max(base, float(stops.max()))
    length, places = (high - low) or 1.0, decimals(explanation.scores)

    def at(number: float) -> float:
        return round(100 * (number - low) / length, 2)

    steps = tuple(
        WaterfallStep(
            name,
            start,
            stop,
            signed_with_error(score, error, places),
            at(min(start, stop)),
            round(abs(at(stop) - at(start)), 2),
        )
        for (name, score, error), start, stop in zip(parts, starts, stops.tolist(), strict=True)
    )
    return Waterfall(on_axis(base), on_axis(value), at(base), at(value), steps)
