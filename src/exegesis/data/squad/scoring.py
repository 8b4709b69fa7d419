"""The figures of SQuAD v1.1: every question has an answer (Rajpurkar et al. 2016; evaluate-v1.1.py)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exegesis.core.errors import InputError
from exegesis.data.squad.coverage import Coverage, coverage
from exegesis.data.squad.locating import shown
from exegesis.data.squad.matching import exact_match, token_f1
from exegesis.data.squad.reading import SquadQuestion


class AnswerScore(NamedTuple):
    """Of one prediction, or summed over several: exact match (0 or 1 for one) and token F1 (0 to 1 for one)."""

    exact_match: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class SquadFigures(Coverage):
    """Exact match and F1 in percent, over all questions; one without a prediction counts as 0."""

    exact_match: float
    f1: float


def evaluate(asked: Sequence[SquadQuestion], predictions: Mapping[str, str]) -> SquadFigures:
    """Score predicted answers, {question id: text}, by the arithmetic of v1.1.

    A question that lacks a prediction scores 0 and is named in the figures, as the script warns of it. Raises
    `InputError` where a question has no answer: v2.0's arithmetic is `scoring_v2.evaluate_v2`.
    """
    covered = coverage(asked, predictions)
    references = {one.id: _texts(one) for one in asked}
    total = summed(best_score(predictions[id_], texts) for id_, texts in references.items() if id_ in predictions)
    return SquadFigures(
        exact_match=100 * total.exact_match / covered.questions,
        f1=100 * total.f1 / covered.questions,
        questions=covered.questions,
        missing=covered.missing,
        unknown=covered.unknown,
    )


def best_score(prediction: str, references: Sequence[str]) -> AnswerScore:
    """The best exact match and the best F1 over the references (one at least), be they of different ones."""
    return AnswerScore(
        float(any(exact_match(prediction, reference) for reference in references)),
        max(token_f1(prediction, reference) for reference in references),
    )


def summed(scores: Iterable[AnswerScore]) -> AnswerScore:
    """Both sums, in the order given."""
    exact = f1 = 0.0
    for one in scores:
        exact += one.exact_match
        f1 += one.f1
    return AnswerScore(exact, f1)


def _texts(one: SquadQuestion) -> list[str]:
    if one.unanswerable:
        raise InputError(f"question {shown(one.id)} has no answer, which v1.1 cannot score; use v2.0's evaluation.")
    return [answer.text for answer in one.answers]
