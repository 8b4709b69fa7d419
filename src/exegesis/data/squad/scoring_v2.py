"""The figures of SQuAD v2.0: some questions have no answer (Rajpurkar et al. 2018; evaluate-v2.0.py)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exegesis.core.errors import InputError
from exegesis.data.squad.coverage import Coverage, coverage
from exegesis.data.squad.locating import shown
from exegesis.data.squad.matching import normalised
from exegesis.data.squad.reading import SquadQuestion
from exegesis.data.squad.scoring import AnswerScore, best_score, summed
from exegesis.data.squad.thresholds import Guess, Separation, separation


@dataclass(frozen=True, slots=True)
class PartFigures:
    """Exact match and F1, in percent, over some of the questions."""

    exact_match: float
    f1: float
    questions: int


@dataclass(frozen=True, kw_only=True)
class SquadFiguresV2(Coverage):
    """Exact match and F1 in percent, over all questions and over those with and without an answer (HasAns, NoAns).

    `no_answer_precision`: of the questions for which "no answer" was said, the percentage that have none;
    `no_answer_recall`: of those that have none, the percentage for which it was said, which is the exact match of
    `unanswerable`. `None` stands where there is nothing to divide by; `separation` needs no-answer probabilities.
    """

    exact_match: float
    f1: float
    answerable: PartFigures | None
    unanswerable: PartFigures | None
    no_answer_precision: float | None
    no_answer_recall: float | None
    separation: Separation | None


class _Outcome(NamedTuple):
    """A question after withholding: whether it has an answer, whether "no answer" was said, and the score."""

    answerable: bool
    none_said: bool
    score: AnswerScore


def evaluate_v2(
    asked: Sequence[SquadQuestion],
    predictions: Mapping[str, str],
    probabilities: Mapping[str, float] | None = None,
    threshold: float = 1.0,
) -> SquadFiguresV2:
    """Score predicted answers, {question id: text, "" for no answer}, by the arithmetic of v2.0.

    Where no-answer probabilities are given, an answer whose probability is above `threshold` is withheld: it counts as
    "no answer". A question that lacks a prediction scores 0, answerable or not, and is named (the script breaks off).
    Raises `InputError` where a question with a prediction has no probability, or one that is not finite.
    """
    covered = coverage(asked, predictions, probabilities)
    raw = {one.id: score_v2(predictions[one.id], one) for one in asked if one.id in predictions}
    _check(raw, probabilities, threshold)
    withheld = {id_ for id_ in raw if probabilities is not None and probabilities[id_] > threshold}
    outcomes = [_outcome(one, predictions.get(one.id), raw.get(one.id), one.id in withheld) for one in asked]
    parted = None
    if probabilities is not None:
        answerable = sum(outcome.answerable for outcome in outcomes)
        parted = separation(_guesses(asked, predictions, raw, probabilities), len(outcomes), answerable)
    return _figures(covered, outcomes, parted)


def score_v2(prediction: str, one: SquadQuestion) -> AnswerScore:
    """The best exact match and the best F1 over the answers that are not empty when normalised, else over "".

    Where either side is empty when normalised, F1 is the exact match.
    """
    references = [answer.text for answer in one.answers if normalised(answer.text)]
    if not references or not normalised(prediction):
        same = float(not references and not normalised(prediction))
        return AnswerScore(same, same)
    return best_score(prediction, references)


def _outcome(one: SquadQuestion, prediction: str | None, raw: AnswerScore | None, withheld: bool) -> _Outcome:
    answerable = not one.unanswerable
    if prediction is None or raw is None:
        return _Outcome(answerable, False, AnswerScore(0.0, 0.0))
    if withheld:
        return _Outcome(answerable, True, AnswerScore(float(not answerable), float(not answerable)))
    return _Outcome(answerable, not normalised(prediction), raw)


def _figures(covered: Coverage, outcomes: Sequence[_Outcome], parted: Separation | None) -> SquadFiguresV2:
    having = [outcome for outcome in outcomes if outcome.answerable]
    lacking = [outcome for outcome in outcomes if not outcome.answerable]
    none_said = [outcome for outcome in outcomes if outcome.none_said]
    found = sum(not outcome.answerable for outcome in none_said)
    whole = _part(outcomes)
    return SquadFiguresV2(
        exact_match=whole.exact_match,
        f1=whole.f1,
        answerable=_part(having) if having else None,
        unanswerable=_part(lacking) if lacking else None,
        no_answer_precision=100 * found / len(none_said) if none_said else None,
        no_answer_recall=100 * found / len(lacking) if lacking else None,
        separation=parted,
        questions=covered.questions,
        missing=covered.missing,
        unknown=covered.unknown,
    )


def _part(outcomes: Sequence[_Outcome]) -> PartFigures:
    total = summed(outcome.score for outcome in outcomes)
    return PartFigures(100 * total.exact_match / len(outcomes), 100 * total.f1 / len(outcomes), len(outcomes))


def _guesses(
    asked: Sequence[SquadQuestion],
    predictions: Mapping[str, str],
    raw: Mapping[str, AnswerScore],
    probabilities: Mapping[str, float],
) -> list[Guess]:
    """In the order of the probabilities, by which the script breaks ties. An answer is what is not the empty string."""
    answerable = {one.id: not one.unanswerable for one in asked}
    return [
        Guess(probability, answerable[id_], bool(predictions[id_]), raw[id_])
        for id_, probability in probabilities.items()
        if id_ in raw
    ]


def _check(predicted: Iterable[str], probabilities: Mapping[str, float] | None, threshold: float) -> None:
    if math.isnan(threshold):
        raise InputError("the threshold must be a number, not NaN.")
    if probabilities is None:
        return
    for id_ in predicted:
        if id_ not in probabilities:
            raise InputError(f"question {shown(id_)} has a prediction but no no-answer probability; give one for each.")
        if not math.isfinite(probabilities[id_]):
            raise InputError(f"the no-answer probability of question {shown(id_)} must be finite.")
