"""One model's answers to all questions, added up by the official arithmetic."""

from collections.abc import Sequence
from statistics import median

from exegesis.data.squad.reading import V2, SquadQuestion
from exegesis.data.squad.scoring import SquadFigures, evaluate
from exegesis.data.squad.scoring_v2 import SquadFiguresV2, evaluate_v2
from exegesis.qa.result import GivenAnswer, Totals


def totals(asked: Sequence[SquadQuestion], answers: Sequence[GivenAnswer], rules: str) -> Totals:
    """The figures of one model; a question with an error has no prediction and scores 0."""
    pairs = list(zip(asked, answers, strict=True))
    predictions = {one.id: answer.text for one, answer in pairs if answer.error is None}
    figures = evaluate_v2(asked, predictions) if rules == V2 else evaluate(asked, predictions)
    times = [answer.seconds for answer in answers if answer.seconds is not None]
    return Totals(
        questions=len(asked),
        returned=sum(answer.returned for answer in answers),
        correct=sum(answer.exact_match for answer in answers),
        no_answers=sum(answer.no_answer for answer in answers),
        errors=sum(answer.error is not None for answer in answers),
        exact_match=figures.exact_match,
        f1=figures.f1,
        no_answer_precision=_of_v2(figures, "no_answer_precision"),
        no_answer_recall=_of_v2(figures, "no_answer_recall"),
        median_seconds=median(times) if times else None,
        total_seconds=sum(times) if times else None,
    )


def _of_v2(figures: SquadFigures | SquadFiguresV2, name: str) -> float | None:
    found: float | None = getattr(figures, name, None)
    return found
