"""How alike two models' explanations of one text are, on the units of one of them."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.ranking import rounded
from exegesis.core.statistics import jaccard, spearman
from exegesis.core.types import Floats
from exegesis.data import aligning
from exegesis.data.explanation import Explanation


@dataclass(frozen=True)
class Likeness:
    """Rank correlations of the scores and of their sizes (None where one side is constant), and top-k overlap."""

    signed: float | None
    absolute: float | None
    overlap: float


def likeness(teacher: Explanation, student: Explanation, k: int) -> Likeness:
    """How alike the scores are on the teacher's units; of a text of fewer than 2 k units the top half is compared."""
    a, b = rounded(np.array(teacher.scores)), rounded(aligned(teacher, student))
    top = max(1, min(k, len(a) // 2))
    return Likeness(spearman(a, b), spearman(np.abs(a), np.abs(b)), jaccard(a, b, top))


def aligned(onto: Explanation, given: Explanation) -> Floats:
    """The scores of `given` on the units of `onto`, (n_units,)."""
    return aligning.aligned([unit.spans for unit in onto.units], given)
