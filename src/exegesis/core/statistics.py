"""Rank correlations, bootstrap intervals, tests of paired differences: scipy's, in the forms asked for here.

The random streams are keyed by (seed, name), so that one measure's draws do not depend on which others are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.randomness import stream
from exegesis.core.types import Floats

RESAMPLES = 1_000
DRAWS = 20_000
_AT_ONCE = 2_000
_NUMBERS = 4_000_000  # drawn at once at most: 100,000 rows would take 1.6 GB


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, or a share, and its 95 % interval."""

    mean: float
    low: float
    high: float


def bootstrapped(values: Sequence[float] | Floats, seed: int, name: str) -> Interval | None:
    """The mean and the 2.5 and 97.5 percentiles of the means of 1,000 resamples; None of nothing."""
    from scipy.stats import bootstrap

    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return None
    mean = float(known.mean())
    if np.ptp(known) == 0:
        return Interval(mean, mean, mean)
    rng = stream(seed, f"bootstrap {name}")
    batch = max(1, min(_AT_ONCE, _NUMBERS // len(known)))  # the draws are the same, whatever their batch
    drawn = bootstrap((known,), np.mean, n_resamples=RESAMPLES, method="percentile", batch=batch, rng=rng)
    return Interval(mean, float(drawn.confidence_interval.low), float(drawn.confidence_interval.high))


def resampled_ratios(parts: Floats, wholes: Floats, seed: int, name: str) -> Floats:
    """Ratios of sums under 1,000 resamples of the groups that cases come in: (1000, K).

    `parts`: (groups, K); `wholes`: (groups,). Cases of one text depend on one another, so texts are drawn, not cases.
    """
    groups = len(parts)
    drawn = stream(seed, f"ratios {name}").multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)
    sums = drawn @ np.column_stack([parts, wholes]).astype(np.float64)
    ratios: Floats = sums[:, :-1] / np.maximum(sums[:, -1:], 1)
    return ratios


def spearman(a: Floats, b: Floats) -> float | None:
    """The correlation of the ranks, ties sharing their mean rank; None where one side is constant."""
    return rank_correlation(ranks(a), ranks(b))


def ranks(scores: Floats) -> Floats:
    """Ranks less their mean, ties sharing their mean rank: made once where a row is compared with many."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(scores) - (len(scores) + 1) / 2)


def rank_correlation(x: Floats, y: Floats) -> float | None:
    """The correlation of two rows of `ranks`; None where one side is constant."""
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / spread if spread > 0 else None


def jaccard(a: Floats, b: Floats, k: int) -> float:
    """Shared / all of the k units with the largest sizes of each side; ties by position."""
    first, second = ({*np.argsort(-np.abs(one), kind="stable")[:k].tolist()} for one in (a, b))
    return len(first & second) / len(first | second)


def sign_flip(differences: Floats, seed: int, name: str) -> Floats:
    """Two-sided p of each column of paired differences (n, K): (K,).

    Under no difference each text's difference is as likely to have the other sign, so the sum is compared with the
    sums under flipped signs (Fisher's randomisation test): nothing is assumed of how differences are distributed.
    NaN rows of a column do not count; a column of none has p 1. Exact up to 14 pairs; else 20,000 draws, of which the
    observed is one, so p is never 0.
    """
    from scipy.stats import permutation_test

    known = np.nan_to_num(np.asarray(differences, dtype=np.float64))
    if len(known) < 2:  # one difference turned round is as large
        return np.ones(known.shape[1])
    # Signs that only add in another order give sums that differ by rounding: those count as reached.
    size = np.abs(known).sum(axis=0)
    scaled = known / np.where(size > 0, size, 1.0)
    drawn = permutation_test(
        (scaled,),
        lambda given, axis: np.round(np.abs(given.sum(axis=axis)), 9),
        permutation_type="samples",
        alternative="greater",
        n_resamples=DRAWS - 1,
        batch=_AT_ONCE,
        vectorized=True,
        rng=stream(seed, f"sign flips {name}"),
    )
    return np.asarray(drawn.pvalue)


def holm(ps: Sequence[float] | Floats) -> Floats:
    """Holm's step-down: p values (K,) corrected so that the chance of any false finding among them stays below the
    level (Holm 1979)."""
    given = np.asarray(ps, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def benjamini_yekutieli(ps: Sequence[float] | Floats) -> Floats:
    """p values (K,) corrected so that of those below a level no more than its share are false, however they hang
    together (Benjamini and Yekutieli 2001)."""
    from scipy.stats import false_discovery_control

    given = np.asarray(ps, dtype=np.float64)
    return np.asarray(false_discovery_control(given, method="by")) if len(given) else given
