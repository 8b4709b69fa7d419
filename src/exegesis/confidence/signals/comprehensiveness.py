"""Whether the answer hangs on the words that are said to carry it."""

from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import ERASURE, Signal


def comprehensiveness(evidence: Evidence) -> float:
    """The answer's probability less that without the units that speak most for it (DeYoung et al. 2020, section 4)."""
    assert evidence.erased is not None  # `needs` says so
    return evidence.erased.whole - evidence.erased.without


COMPREHENSIVENESS = Signal(
    "comprehensiveness", "how far removing the named words lowers the answer", ERASURE, comprehensiveness
)
