"""Whether several methods tell the same."""

from itertools import combinations

import numpy as np

from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import SEVERAL, Signal
from exegesis.core.ranking import rounded
from exegesis.core.statistics import spearman


def agreement(evidence: Evidence) -> float:
    """The mean rank correlation (Spearman) of each two methods' scores; 0 where one of them scores all units alike."""
    pairs = combinations([rounded(one.scores) for one in evidence.scored], 2)
    return float(np.mean([spearman(one, other) or 0.0 for one, other in pairs]))


AGREEMENT = Signal("agreement", "how far the methods agree (rank correlation)", SEVERAL, agreement)
