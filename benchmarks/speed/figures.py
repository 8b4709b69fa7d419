"""Arithmetic on what was measured: medians and spreads of times and ratios, and how alike two answers are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from exegesis.core.statistics import spearman

Scores = Mapping[str, float]


@dataclass(frozen=True)
class Spread:
    """A median with the lowest and highest of what it is of."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of at least one value."""
        return cls(median(values), min(values), max(values))

    def plain(self) -> dict[str, float]:
        """For JSON."""
        return {"median": self.median, "low": self.low, "high": self.high}


def ratios(peer: Sequence[float], ours: Sequence[float]) -> Spread:
    """peer / ours of each round: above 1, ours is faster. The median is of the rounds' own ratios."""
    return Spread.of([a / b for a, b in zip(peer, ours, strict=True)])


def scaled(seconds: float, measured: int, wanted: int) -> float:
    """Seconds for `wanted` samples, from those for `measured`, in proportion."""
    return seconds * wanted / measured


def difference(one: Sequence[Scores], other: Sequence[Scores]) -> float:
    """The largest difference of a score of the same unit, over texts and targets."""
    largest = 0.0
    for a, b in zip(one, other, strict=True):
        if set(a) != set(b):
            raise ValueError(f"the answers are about other units: {sorted(set(a) ^ set(b))[:5]}")
        largest = max([largest, *(abs(a[key] - b[key]) for key in a)])
    return largest


def correlation(one: Sequence[Scores], other: Sequence[Scores]) -> float | None:
    """The rank correlation over the units that both have, mean over texts and targets; None where none is defined."""
    found = []
    for a, b in zip(one, other, strict=True):
        shared = sorted(set(a) & set(b))
        if len(shared) > 1:
            value = spearman(np.array([a[key] for key in shared]), np.array([b[key] for key in shared]))
            found += [] if value is None else [value]
    return float(np.mean(found)) if found else None


def relative_error(one: Scores, other: Scores) -> float:
    """|a - b| / the mean of |a| and |b|, Euclidean norms: how far two seeds lie apart."""
    a, b = (np.array([scores[key] for key in sorted(one)]) for scores in (one, other))
    norm = (np.linalg.norm(a) + np.linalg.norm(b)) / 2
    return float(np.linalg.norm(a - b) / norm) if norm > 0 else math.nan


def share_of_all(scores: Scores, right: Scores) -> float:
    """Sum of |score - right| as a share of all of |right|."""
    if set(scores) != set(right):
        raise ValueError(f"the answers are about other units: {sorted(set(scores) ^ set(right))[:5]}")
    total = sum(abs(value) for value in right.values())
    return sum(abs(scores[key] - right[key]) for key in right) / total if total > 0 else math.nan


def rounded(value: Any, digits: int = 5) -> Any:
    """Numbers to so many digits that count, all the way down, for JSON; what is no number becomes None."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item, digits) for item in value]
    return value
