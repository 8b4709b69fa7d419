"""How often answers are wrong as fewer of them are given: the risk-coverage curve, its area, and how sure both are.

Geifman & El-Yaniv, "Selective Classification for Deep Neural Networks" (NeurIPS 2017), and the area and its excess over
the best possible order: Geifman, Uziel & El-Yaniv, "Bias-Reduced Uncertainty Estimation" (ICLR 2019). Answers of equal
confidence stand in no order: among them errors count as spread evenly, which is the mean over all orders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers

RESAMPLES = 2_000
_AT_ONCE = 4_000_000  # numbers of a stretch of resamples
_DECIMALS = 9  # confidences that differ by less are equal: what batching moves decides no order


@dataclass(frozen=True, eq=False)
class RankedAnswers:
    """Answers by falling confidence, those of equal confidence as one step: `wrong` and `counts` of each step (s,).

    `steps`: (n,) to which step each answer belongs, in the order in which they were given.
    """

    wrong: Floats
    counts: Floats
    steps: Integers

    @classmethod
    def of(cls, confidence: ArrayLike, right: ArrayLike) -> "RankedAnswers":
        """Of confidences (n,) and whether each answer is right (n,); `InputError` for what is none of both."""
        sure, hits = checked(confidence, right)
        _, steps = np.unique(-np.round(sure, _DECIMALS), return_inverse=True)
        counts = np.bincount(steps).astype(np.float64)
        return cls(np.bincount(steps, weights=(~hits).astype(np.float64)).astype(np.float64), counts, steps)

    @property
    def coverage(self) -> Floats:
        """(s,) the share of answers that are given, down to each step."""
        return np.asarray(self.counts.cumsum() / self.counts.sum())

    @property
    def risk(self) -> Floats:
        """(s,) the share of the answers given that is wrong, down to each step."""
        return np.asarray(self.wrong.cumsum() / self.counts.cumsum())

    @cached_property
    def area(self) -> float:
        """The mean over i = 1..n of the risk among the i most confident answers (AURC); lower is better."""
        return float(_areas(self.wrong[None], self.counts[None])[0])

    def areas(self, right: ArrayLike, draws: Floats) -> Floats:
        """(R,) areas where each answer counts as often as `draws` (R, n) says."""
        missed = ~np.asarray(right, dtype=bool)
        order = np.argsort(self.steps, kind="stable")
        starts = np.flatnonzero(np.diff(self.steps[order], prepend=-1))
        found = []
        for begin in range(0, len(draws), at_once(draws.shape[1])):
            some = draws[begin : begin + at_once(draws.shape[1])][:, order]
            found.append(
                _areas(np.add.reduceat(some * missed[order], starts, axis=1), np.add.reduceat(some, starts, axis=1))
            )
        return np.concatenate(found)


def at_once(width: int) -> int:
    """How many resamples of so many answers are computed together."""
    return max(1, _AT_ONCE // max(width, 1))


def checked(confidence: ArrayLike, right: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Both as arrays; `InputError` for NaN, for other lengths than one another's, and for nothing."""
    sure, hits = np.asarray(confidence, dtype=np.float64), np.asarray(right)
    if sure.ndim != 1 or hits.shape != sure.shape:
        raise InputError(f"one confidence and one right or wrong for each answer, not {sure.shape} and {hits.shape}.")
    if not len(sure):
        raise InputError("there is no answer to rank.")
    if not np.isfinite(sure).all():
        raise InputError(f"the confidence of answer {int(np.argmin(np.isfinite(sure))) + 1} is no finite number.")
    if hits.dtype != np.bool_ and not np.isin(hits, (0, 1)).all():
        raise InputError("right is True or False for each answer.")
    return sure, hits.astype(np.bool_)


def _areas(wrong: Floats, counts: Floats) -> Floats:
    """(R,) of steps (R, s).

    In a step of m answers of which the share r is wrong, after N answers with E errors, the risk among the first N + j
    is (E + j r) / (N + j) = r + (E - r N) / (N + j): its sum over j = 1..m is m r + (E - r N) (H(N + m) - H(N)).
    """
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, int(counts.sum(axis=1).max()) + 1))])
    after, errors = counts.cumsum(axis=1), wrong.cumsum(axis=1)
    before, seen = after - counts, errors - wrong
    rate = np.divide(wrong, counts, out=np.zeros_like(wrong), where=counts > 0)
    sums = counts * rate + (seen - rate * before) * (
        harmonic[np.rint(after).astype(int)] - harmonic[np.rint(before).astype(int)]
    )
    areas: Floats = sums.sum(axis=1) / after[:, -1]
    return areas


def oracle_area(right: ArrayLike) -> float:
    """The smallest area that any order of these answers has: all right ones before all wrong ones."""
    hits = np.asarray(right, dtype=bool)
    return RankedAnswers.of(hits.astype(np.float64), hits).area


def chance_area(right: ArrayLike) -> float:
    """The area that an order by chance has in the mean: the share of wrong answers."""
    return float(1 - np.asarray(right, dtype=bool).mean())


@dataclass(frozen=True)
class AreaBounds:
    """An area, the 2.5 and 97.5 percentiles of those of resamples, and by how much it exceeds the oracle's."""

    area: float
    low: float
    high: float
    excess: float


@dataclass(frozen=True)
class AreaGap:
    """One order's area less another's: below 0 the first is better. `p`: two-sided, of the paired bootstrap."""

    gap: float
    low: float
    high: float
    p: float


def resamples(count: int, seed: int, name: str) -> Floats:
    """(RESAMPLES, n): how often each of n answers is drawn, n times with putting back."""
    drawn = stream(seed, f"answers {name}").multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return drawn.astype(np.float64)


def bounds(confidence: ArrayLike, right: ArrayLike, seed: int = 0, name: str = "") -> AreaBounds:
    """The area of an order and its bootstrap interval: answers are drawn, the order is as it is."""
    ranked = RankedAnswers.of(confidence, right)
    drawn = ranked.areas(right, resamples(len(ranked.steps), seed, name))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return AreaBounds(ranked.area, float(low), float(high), ranked.area - oracle_area(right))


def gap(confidence: ArrayLike, other: ArrayLike, right: ArrayLike, seed: int = 0, name: str = "") -> AreaGap:
    """The first order's area less the second's over the same answers, by the same resamples.

    p: twice the smaller share of resamples on either side of 0, of which the observed one counts on both (Davison &
    Hinkley 1997, section 4.4 in form of an inverted interval); never 0.
    """
    first, second = RankedAnswers.of(confidence, right), RankedAnswers.of(other, right)
    draws = resamples(len(first.steps), seed, name)
    moved = first.areas(right, draws) - second.areas(right, draws)
    low, high = np.percentile(moved, (2.5, 97.5))
    return AreaGap(first.area - second.area, float(low), float(high), two_sided(moved))


def two_sided(moved: Floats) -> float:
    """p of differences under resamples (R,); draws that are exactly 0 count on both sides."""
    least = min(int((moved <= 0).sum()), int((moved >= 0).sum()))
    return min(1.0, 2 * (least + 1) / (len(moved) + 1))


def thinned(coverage: Floats, risk: Floats, most: int = 200) -> tuple[Sequence[float], Sequence[float]]:
    """At most so many points of a curve, its ends among them, for a picture."""
    places = np.unique(np.linspace(0, len(coverage) - 1, min(most, len(coverage))).astype(int))
    return coverage[places].tolist(), risk[places].tolist()
