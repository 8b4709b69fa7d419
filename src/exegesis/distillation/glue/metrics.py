"""The official metrics of GLUE, as fractions of 1: accuracy, F1 of label 1, Matthews, Pearson, Spearman."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import rankdata

from exegesis.core.types import Floats


def accuracy(labels: Floats, given: Floats) -> float:
    """The share of equal ones; both (n,)."""
    return float(np.mean(labels == given))


def f1(labels: Floats, given: Floats) -> float:
    """The harmonic mean of precision and recall of label 1; 0 where neither labels nor answers have it."""
    both = float(np.sum((labels == 1) & (given == 1)))
    some = float(np.sum(labels == 1) + np.sum(given == 1))
    return 2 * both / some if some else 0.0


def matthews(labels: Floats, given: Floats) -> float:
    """Matthews's correlation of two labels; 0 where one side has a single label only."""
    a, b = labels == 1, given == 1
    tp, tn = float(np.sum(a & b)), float(np.sum(~a & ~b))
    fp, fn = float(np.sum(~a & b)), float(np.sum(a & ~b))
    spread = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return (tp * tn - fp * fn) / spread if spread else 0.0


def pearson(labels: Floats, given: Floats) -> float:
    """The linear correlation; NaN where one side is constant."""
    a, b = labels - labels.mean(), given - given.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / spread if spread else float("nan")


def spearman(labels: Floats, given: Floats) -> float:
    """The linear correlation of the ranks, ties sharing their mean rank."""
    return pearson(rankdata(labels), rankdata(given))


METRICS: dict[str, Callable[[Floats, Floats], float]] = {
    "accuracy": accuracy,
    "f1": f1,
    "matthews": matthews,
    "pearson": pearson,
    "spearman": spearman,
}


def official(metrics: Sequence[str], labels: Floats, given: Floats) -> dict[str, float]:
    """Each of a task's metrics over its n rows, in percent as GLUE's tables print them."""
    return {name: 100 * METRICS[name](labels, given) for name in metrics}


def task_score(sets: Sequence[dict[str, float]]) -> float:
    """One number for a task, as GLUE's table has it: the mean of its metrics, and of MNLI's two sets."""
    return float(np.mean([np.mean(list(figures.values())) for figures in sets]))
