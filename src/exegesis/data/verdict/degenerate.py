"""Explanations that put no word before another: there is nothing to judge, and that is said."""

import numpy as np

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.leading import rounded

_NOTHING = 1e-7  # of the explained number: less is the rounding of float32


def nothing(figures: Figures) -> str | None:
    """Why there is nothing to rely on; None where there is something."""
    scores, unit = figures.scores, figures.unit
    if len(scores) == 0:
        return f"there is no {unit} to score"
    if not np.isfinite(scores).all():
        return "some scores are no numbers"
    if not scores.any():
        return "every score is 0"
    if float(np.abs(scores).max()) <= _NOTHING * max(1.0, abs(figures.value)):
        return f"the prediction does not depend on the {unit}s"
    if len(scores) == 1:
        return f"there is only one {unit}, with nothing to set it against"
    if len(np.unique(rounded(scores))) == 1:
        return f"every {unit} has the same score"
    if "weighted_r2" in figures.diagnostics and figures.number("weighted_r2") is None:
        return f"the prediction did not move when {unit}s were removed"
    return None
