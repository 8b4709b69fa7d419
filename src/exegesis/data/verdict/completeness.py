"""Completeness: how far the scores' sum misses the change that the method promises it to be."""

import numpy as np

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, Reason
from exegesis.data.verdict.thresholds import MISSED
from exegesis.data.verdict.wording import percent

_EXACT = 1e-6  # of the scores' size: the method forces the sum, which says nothing of the scores


def sign(figures: Figures) -> Reason | None:
    """None where the method promises no sum. As a share of the sum of absolute scores; for all words or for none."""
    delta = figures.number("convergence_delta")
    if delta is None:
        return None
    with np.errstate(over="ignore"):
        missed = abs(delta) / float(np.abs(figures.scores).sum())
    adds = missed <= MISSED
    text = "its scores add up to the change they explain"
    if not adds:
        text = f"its scores miss the change they should add up to by {percent(missed)} of their size"
    mark = f"sum off by {percent(missed)}" if missed > _EXACT else ""
    words, level = (figures.of, HOLDS) if adds else (0, FAILS)
    return Reason("completeness", mark, missed, MISSED, words, level, text, "Raise steps or samples.")
