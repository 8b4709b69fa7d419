"""How likely the model itself takes its answer to be."""

from exegesis.confidence.signals.evidence import Evidence, log_odds
from exegesis.confidence.signals.signal import ANSWER, Signal


def probability(evidence: Evidence) -> float:
    """The log-odds of the answer's probability: the same order, on a scale that does not end at 1.

    Of a question p(start) times p(end). Hendrycks & Gimpel (2017): maximum softmax probability.
    """
    return log_odds(evidence.probabilities[0])


PROBABILITY = Signal("probability", "the answer's probability (log-odds)", ANSWER, probability)
