"""Two explanations of one text on the same units, by characters; and how alike their scores are."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from exegesis.explanation import Explanation
from exegesis.types import Floats

_PLACES = 6  # scores are ranked as shares of the largest, rounded: batching must not decide who is first


@dataclass(frozen=True)
class Likeness:
    """Rank correlations of the scores and of their sizes (None where one side is constant), and top-k overlap."""

    signed: float | None
    absolute: float | None
    overlap: float


def likeness(teacher: Explanation, student: Explanation, k: int) -> Likeness:
    """How alike the scores are on the teacher's units; of a text of fewer than 2 k units the top half is compared."""
    a, b = _rounded(np.array(teacher.scores)), _rounded(aligned(teacher, student))
    top = max(1, min(k, len(a) // 2))
    return Likeness(spearman(a, b), spearman(np.abs(a), np.abs(b)), jaccard(a, b, top))


def aligned(onto: Explanation, given: Explanation) -> Floats:
    """The scores of `given` on the units of `onto`, (n_units,).

    Where units differ, a score is shared out over the characters of its unit; white space counts for nothing.
    """
    if [unit.spans for unit in onto.units] == [unit.spans for unit in given.units]:
        return np.array(given.scores)
    seen = np.array([not letter.isspace() for letter in given.text], dtype=np.float64)
    density = np.zeros(len(seen))
    for unit, score in zip(given.units, given.scores, strict=True):
        places = np.concatenate([np.arange(span.start, span.end) for span in unit.spans])
        density[places] += score * seen[places] / max(seen[places].sum(), 1.0)
    return np.array([sum(density[span.start : span.end].sum() for span in unit.spans) for unit in onto.units])


def spearman(a: Floats, b: Floats) -> float | None:
    """The correlation of the ranks, ties sharing their mean rank; None where one side is constant."""
    x, y = rankdata(a) - (len(a) + 1) / 2, rankdata(b) - (len(b) + 1) / 2
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / spread if spread > 0 else None


def jaccard(a: Floats, b: Floats, k: int) -> float:
    """Shared / all of the k units with the largest sizes of each side; ties by position."""
    first, second = ({*np.argsort(-np.abs(one), kind="stable")[:k].tolist()} for one in (a, b))
    return len(first & second) / len(first | second)


def _rounded(scores: Floats) -> Floats:
    largest = float(np.abs(scores).max(initial=0.0))
    return np.round(scores / largest, _PLACES) if largest > 0 else scores
