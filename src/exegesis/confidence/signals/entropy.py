"""How undecided the model is between all its answers."""

import numpy as np

from exegesis.confidence.signals.evidence import SMALLEST, Evidence
from exegesis.confidence.signals.signal import ANSWER, Signal


def entropy(evidence: Evidence) -> float:
    """Minus the entropy of the answers, in nats.

    Of a question over its best stretches, "no answer" and, as one further answer, all others together: their
    probabilities are products of two softmaxes, and so are below 1 in sum.
    """
    known = np.array([*evidence.probabilities, *([] if evidence.no_answer is None else [evidence.no_answer])])
    rest = max(1.0 - float(known.sum()), 0.0)
    given = np.maximum(np.append(known, rest) if rest > SMALLEST else known, SMALLEST)
    return float((given * np.log(given)).sum())


ENTROPY = Signal("entropy", "minus the entropy of the answers", ANSWER, entropy)
