"""Correlations that say when there is none."""

import numpy as np

from exegesis.core.ranking import is_constant, rounded
from exegesis.core.types import Floats, Scores
from exegesis.metrics.base import Undefined


def pearson(first: Floats, second: Floats) -> float:
    """The linear correlation of two rows of numbers; `Undefined` where one of them does not vary."""
    a, b = first - first.mean(), second - second.mean()
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    if is_constant(first) or is_constant(second) or length == 0.0:
        raise Undefined("one of the two does not vary, so there is no correlation")
    return round(float(a @ b / length), 12)  # so that the same order is 1 and no near miss of it


def spearman(first: Scores, second: Scores) -> float:
    """Spearman's rank correlation of two explanations' scores, ties averaged; `Undefined` where one is constant."""
    from scipy.stats import rankdata

    return pearson(rankdata(rounded(first)), rankdata(rounded(second)))
