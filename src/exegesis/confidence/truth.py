"""Whether an answer is right: of a class its label, of a question SQuAD's normalised match with one of the truths."""

from collections.abc import Sequence

from exegesis.confidence.signals.evidence import Evidence
from exegesis.core.errors import InputError, unknown
from exegesis.data.squad.scoring import best_score
from exegesis.data.truth import place_of_truth

Truth = str | Sequence[str] | None  # of a question several answers may be right; none of them: there is no answer


def right_class(evidence: Evidence, labels: Sequence[str], truth: Truth) -> bool:
    """Whether the class is the truth, by its name or number; `InputError` where the model has no such class."""
    if not isinstance(truth, str):
        raise InputError("no label says what is true.")
    place = place_of_truth(labels, truth)
    if place is None:
        raise unknown("label", truth, labels)
    return labels[place] == evidence.answer


def right_answer(evidence: Evidence, truth: Truth, f1: float | None = None) -> bool:
    """Whether the answer is one of the truths, or shares enough words with one; wrong where there is no answer.

    `f1`: the token F1 from which on it counts as right. `InputError` for a truth that is not known.
    """
    if truth is None:
        raise InputError("no answer says what is true; an empty one, where the context holds none.")
    references = [truth] if isinstance(truth, str) else list(truth)
    known = [one for one in references if one]
    if not known:
        return False
    score = best_score(evidence.answer, known)
    return bool(score.exact_match) if f1 is None else score.f1 >= f1
