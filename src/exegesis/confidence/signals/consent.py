"""Whether the words speak with one voice."""

import numpy as np

from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import SCORES, Signal


def consent(evidence: Evidence) -> float:
    """The sum of scores over that of their sizes: 1 where all speak for the answer, -1 against it, 0 of none."""
    scores = evidence.scored[0].scores
    total = float(np.abs(scores).sum())
    return float(scores.sum()) / total if total > 0 else 0.0


CONSENT = Signal("consent", "how far the words all speak for the answer", SCORES, consent)
