"""By how much the answer leads over the next one."""

from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import ANSWER, Signal


def margin(evidence: Evidence) -> float:
    """The answer's probability less the next one's; its own where there is no other."""
    first, *others = evidence.probabilities
    return first - (others[0] if others else 0.0)


MARGIN = Signal("margin", "the answer's probability less the next one's", ANSWER, margin)
