"""Whether confidences are what they say: of all answers given at 0.8, four of five should be right.

The expected calibration error over bins of equal counts (Nguyen and O'Connor 2015, "adaptive" bins): bins of equal
widths leave most of a confident model's answers in one bin.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, check_count
from exegesis.core.proportions import wilson
from exegesis.core.randomness import stream
from exegesis.core.statistics import Interval
from exegesis.core.types import Count, Floats

BINS = 15
_DRAWS = 200  # of right and wrong answers, were the confidences true
_AT_ONCE = 1_000_000  # numbers drawn at once


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers of like confidence, from `low` to `high`: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    count: Count
    confidence: float
    right: Interval

    @property
    def gap(self) -> float:
        """Mean confidence less the share that is right: above 0 the model is surer than it may be."""
        return self.confidence - self.right.mean


@dataclass(frozen=True)
class Calibration:
    """How far confidences lie from the shares that are right.

    `error`: the expected calibration error, the mean |gap| over answers; counted on few rows it is never 0, so
    `chance` says what it would be were every confidence true (mean, 2.5 and 97.5 percentiles of draws with the same
    confidences and bins: the consistency resampling of Bröcker and Smith 2007). `gap`: mean confidence less accuracy.
    """

    error: float
    chance: Interval
    gap: float
    bins: tuple[ReliabilityBin, ...]
    draws: Count = _DRAWS

    @property
    def is_off(self) -> bool:
        """Whether the error is larger than true confidences would have it."""
        return self.error > self.chance.high


def calibration(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS, seed: int = 0) -> Calibration:
    """The calibration of n answers.

    Args:
        confidence: (n,) the probability of each answer, 0 to 1.
        right: (n,) whether it is right.
        bins: at most so many of like counts; answers of one confidence are never parted, so there may be fewer.
        seed: of the draws behind `Calibration.chance`.

    Raises:
        InputError: no answer, or shapes that do not fit.
    """
    check_count("bins", bins)
    confidence, right = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.bool_)
    if confidence.ndim != 1 or confidence.shape != right.shape or not len(confidence):
        raise InputError(f"{confidence.shape} confidences and {right.shape} answers; give (n,) of both, n at least 1.")
    order = np.argsort(confidence, kind="stable")
    ordered, held = confidence[order], right[order]
    starts = _starts(ordered, bins)
    counts = np.diff([*starts, len(ordered)])
    sums = np.add.reduceat(ordered, starts)
    kept = np.add.reduceat(held.astype(np.int64), starts)
    chance = _drawn(ordered, starts, sums, seed)
    return Calibration(
        error=float(np.abs(sums - kept).sum() / len(ordered)),
        chance=Interval(float(chance.mean()), *map(float, np.percentile(chance, [2.5, 97.5]))),
        gap=float((sums.sum() - kept.sum()) / len(ordered)),
        bins=tuple(
            _bin(ordered[start : start + count], int(number))
            for start, count, number in zip(starts, counts, kept, strict=True)
        ),
    )


def _bin(confidence: Floats, right: int) -> ReliabilityBin:
    count = len(confidence)
    share = Interval(right / count, *wilson(right, count))
    return ReliabilityBin(float(confidence[0]), float(confidence[-1]), count, float(confidence.mean()), share)


def _starts(ordered: Floats, bins: int) -> NDArray[np.intp]:
    """Where bins of like counts begin; a run of equal confidences belongs to the bin in which it begins."""
    wished = np.arange(min(bins, len(ordered))) * len(ordered) // min(bins, len(ordered))
    begins = np.searchsorted(ordered, ordered[wished], side="left")
    ends = np.searchsorted(ordered, ordered[wished], side="right")
    moved = np.where(begins == wished, wished, ends)
    return np.unique(moved[moved < len(ordered)]).astype(np.intp)


def _drawn(ordered: Floats, starts: NDArray[np.intp], sums: Floats, seed: int) -> Floats:
    """(draws,) the error of answers that are right as often as their confidences say."""
    rng, at_once = stream(seed, "calibration"), max(1, _AT_ONCE // len(ordered))
    found = []
    for begin in range(0, _DRAWS, at_once):
        held = rng.random((min(at_once, _DRAWS - begin), len(ordered)), dtype=np.float32) < ordered
        found.append(np.abs(np.add.reduceat(held, starts, axis=1, dtype=np.int64) - sums).sum(axis=1))
    return np.asarray(np.concatenate(found) / len(ordered))
