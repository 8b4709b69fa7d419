"""Whether the words that are said to carry the answer carry it alone."""

from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import ERASURE, Signal


def sufficiency(evidence: Evidence) -> float:
    """Minus what the answer loses where only the units that speak most for it are left (DeYoung et al. 2020)."""
    assert evidence.erased is not None  # `needs` says so
    return evidence.erased.alone - evidence.erased.whole


SUFFICIENCY = Signal("sufficiency", "how well the named words alone keep the answer", ERASURE, sufficiency)
