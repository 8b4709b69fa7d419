"""Words that speak for wrong answers otherwise than for right ones."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis.core.statistics import Interval, benjamini_yekutieli
from exegesis.core.types import Floats
from exegesis.slices.result import DrivingWord, DrivingWords

FEWEST = 8  # texts: of fewer the t statistic is too far from its law
MOST = 50  # words that are tried: each costs all others power
_NOTHING = 1e-9  # of a score; rounding alone makes no difference


def driving_words(
    scores: Sequence[Mapping[str, float]],
    right: NDArray[np.bool_],
    method: str,
    output: str,
    fewest: int = FEWEST,
    noun: str = "word",
) -> DrivingWords:
    """What each word adds to wrong answers, against what it adds to right ones.

    Args:
        scores: by text the signed score of each of its words towards the answer.
        right: (m,) whether the answer of each text is right.
        method: what explained them.
        output: the scores' unit.
        fewest: words of fewer texts are not tried; of the others the 50 whose scores are largest over all texts, right
            and wrong alike, so that the choice knows nothing of what is tested (Bourgon et al. 2010).
        noun: "word", or "column" of a table.
    """
    words, sums, squares, counts = _summed(scores, right)
    known = counts.sum(axis=0) >= fewest
    tried = known & _largest(np.where(known, squares.sum(axis=0), 0.0))
    groups = np.array([(~right).sum(), right.sum()], dtype=np.float64)
    kept = [word for word, is_tried in zip(words, tried, strict=True) if is_tried]
    is_compared = bool(kept) and groups.min() > 1
    rows = _tested(kept, sums[:, tried], squares[:, tried], counts[:, tried], groups) if is_compared else []
    return DrivingWords(noun, method, output, int(groups[0]), int(groups[1]), fewest, int(known.sum()), tuple(rows))


def _largest(sizes: Floats) -> NDArray[np.bool_]:
    """Which are among the `MOST` largest, ties by place."""
    chosen = np.zeros(len(sizes), dtype=np.bool_)
    chosen[np.argsort(-np.round(sizes, 12), kind="stable")[:MOST]] = True
    return chosen


def _summed(
    scores: Sequence[Mapping[str, float]], right: NDArray[np.bool_]
) -> tuple[list[str], Floats, Floats, Floats]:
    """All words, and of each (2, words) sums, sums of squares and texts: of wrong answers, then of right ones."""
    words = sorted({word for one in scores for word in one})
    places = {word: place for place, word in enumerate(words)}
    sums, squares, counts = np.zeros((3, 2, len(words)))
    for one, is_right in zip(scores, right, strict=True):
        at = [places[word] for word in one]
        values = np.array(list(one.values()))
        sums[int(is_right), at] += values
        squares[int(is_right), at] += values**2
        counts[int(is_right), at] += 1
    return words, sums, squares, counts


def _tested(words: Sequence[str], sums: Floats, squares: Floats, counts: Floats, groups: Floats) -> list[DrivingWord]:
    """Welch's test of each word (unequal variances; its degrees of freedom by Welch and Satterthwaite)."""
    from scipy.stats import t

    sizes = groups[:, None]
    means = sums / sizes
    variances = np.maximum(squares / sizes - means**2, 0.0) * sizes / (sizes - 1)
    shares = variances / sizes
    error = np.sqrt(shares.sum(axis=0))
    difference = means[0] - means[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = shares.sum(axis=0) ** 2 / (shares**2 / (sizes - 1)).sum(axis=0)
        ps = 2 * t.sf(np.abs(difference) / error, freedom)
    is_known = error > _NOTHING  # else the scores of neither side vary, and differ or not beyond all chance
    ps = np.where(is_known, ps, (np.abs(difference) <= _NOTHING).astype(np.float64))
    reach = np.where(is_known, t.ppf(0.975, np.where(is_known, freedom, 1.0)) * error, 0.0)
    qs = benjamini_yekutieli(ps)
    order = sorted(range(len(words)), key=lambda place: (round(float(ps[place]), 12), words[place]))
    return [
        DrivingWord(
            words[i], int(counts[0, i]), int(counts[1, i]), float(means[0, i]), float(means[1, i]),
            Interval(float(difference[i]), float(difference[i] - reach[i]), float(difference[i] + reach[i])),
            float(ps[i]), float(qs[i]),
        )
        for i in order
    ]  # fmt: skip
