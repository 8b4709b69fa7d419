"""Completeness: how far the scores' sum misses the change that the method promises it to be."""

import numpy as np

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.thresholds import MISSED
from exegesis.verdict.wording import percent


def sign(figures: Figures) -> Reason | None:
    """None where the method promises no sum. As a share of the sum of absolute scores; for all words or for none."""
    delta = figures.number("convergence_delta")
    if delta is None:
        return None
    with np.errstate(over="ignore"):
        missed = abs(delta) / float(np.abs(figures.scores).sum())
    adds = missed <= MISSED
    return Reason("completeness", missed, MISSED, figures.of if adds else 0, _said(missed, adds))


def _said(missed: float, adds: bool) -> str:
    if adds:
        return "the scores add up to the change they explain"
    return f"the scores miss the change they should add up to by {percent(missed)} of their size"
