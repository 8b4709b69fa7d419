"""Whether few words carry the answer, or all of them a little."""

import numpy as np

from exegesis.confidence.signals.evidence import Evidence, shares
from exegesis.confidence.signals.signal import SCORES, Signal


def concentration(evidence: Evidence) -> float:
    """1 less the entropy of the absolute scores' shares, as a part of the largest that so many units allow: in [0, 1].

    1 where one unit holds all, 0 where all hold the same, or nothing; 1 of a single unit.
    """
    held = shares(evidence.scored[0].scores)
    if len(held) < 2:
        return 1.0
    positive = held[held > 0]
    return float(1 + (positive * np.log(positive)).sum() / np.log(len(held)))


CONCENTRATION = Signal("concentration", "how few words hold the scores (1 less their entropy)", SCORES, concentration)
