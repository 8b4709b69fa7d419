"""How far the answer is ahead of "no answer"."""

from math import log

from exegesis.confidence.signals.evidence import SMALLEST, Evidence
from exegesis.confidence.signals.signal import ANSWER, Signal


def no_answer(evidence: Evidence) -> float:
    """log p(answer) - log p("no answer"): in one window the difference of their logits, minus the no-answer score of
    BERT's script for SQuAD 2. 0 where the model cannot say "no answer".
    """
    if evidence.no_answer is None:
        return 0.0
    return log(max(evidence.probabilities[0], SMALLEST)) - log(max(evidence.no_answer, SMALLEST))


NO_ANSWER = Signal("no_answer", "the answer's lead over “no answer”, in logits", ANSWER, no_answer, of_questions=True)
