"""Whether the model looked at the question."""

import numpy as np

from exegesis.confidence.signals.evidence import Evidence, shares
from exegesis.confidence.signals.signal import SCORES, Signal


def question_words(evidence: Evidence) -> float:
    """The share of the absolute scores that the question's units hold; 0 where no question is asked."""
    first = evidence.scored[0]
    return float(shares(first.scores)[np.array(first.in_question, dtype=bool)].sum())


QUESTION_WORDS = Signal(
    "question_words", "the share of the scores on the question's words", SCORES, question_words, of_questions=True
)
