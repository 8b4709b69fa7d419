"""Models compared on questions, built by hand: no model runs."""

from typing import Any

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.inputs import of_two
from exegesis.data.records import Prediction, Target, Unit
from exegesis.data.squad.scoring import SquadFigures
from exegesis.qa.result import (
    GivenAnswer,
    QuestionAnswers,
    QuestionComparison,
    QuestionEvaluation,
    SaliencyKind,
    Totals,
)
from tests.views.samples import FINGERPRINT, explanation

QUESTION = "Who won Super Bowl 50?"
CONTEXT = "The Denver Broncos beat the Carolina Panthers 24–10 on February 7, 2016."
UNSIGNED = "The scores are sizes without a sign."


def saliency(
    question: str = QUESTION, context: str = CONTEXT, answer: str = "Denver Broncos", **changes: Any
) -> Explanation:
    """By word, larger the longer the word; every size between 0 and 1."""
    document = of_two(("question", "context"), question, context)
    units = [
        Unit(document.text[span.start : span.end], (span,))
        for part in document.parts
        for span in (
            Span(part.start + low, part.start + high) for low, high in words(document.text[part.start : part.end])
        )
    ]
    start = document.parts[1].start + max(context.find(answer), 0)
    spans = (Span(start, start + len(answer)),)
    longest = max(len(unit.text) for unit in units)
    fields: dict[str, Any] = {
        "units": units,
        "parts": document.parts,
        "target": Target(answer, 7, "logit", "span", spans),
        "prediction": Prediction(answer, 0, (0.9, 0.05), (answer, "no answer"), "answer", (*spans, Span(0, 0))),
        "method": "gradient",
        "diagnostics": {"signed": False},
        "warnings": (UNSIGNED,),
    }
    return explanation(document.text, [len(unit.text) / longest for unit in units], **{**fields, **changes})


def right(**changes: Any) -> GivenAnswer:
    fields: dict[str, Any] = {"saliency": saliency(), **changes}
    return GivenAnswer("Denver Broncos", 4, 0.91, True, 1.0, 0.0412, **fields)


PARTLY = GivenAnswer("Denver", 4, 0.4, False, 2 / 3, 0.05, saliency=saliency(answer="Denver"))
WRONG = GivenAnswer("2016", 67, 0.2, False, 0.0, 1.5, saliency=saliency(answer="2016"))
SILENT = GivenAnswer("", None, 0.6, False, 0.0, 0.03)
FAILED = GivenAnswer("", error="the question alone takes 300 tokens.")


def totals(**changes: Any) -> Totals:
    fields: dict[str, Any] = {
        "questions": 2,
        "returned": 1,
        "correct": 1,
        "no_answers": 0,
        "errors": 0,
        "exact_match": 50.0,
        "f1": 66.667,
        "no_answer_precision": None,
        "no_answer_recall": None,
        "median_seconds": 0.0412,
        "total_seconds": 123.4,
    }
    return Totals(**{**fields, **changes})


def model(name: str, **changes: Any) -> ModelFacts:
    return ModelFacts(
        **{"name": name, "parameters": 66_362_880, "megabytes": 265.5, "fingerprint": FINGERPRINT, **changes}
    )


def compared(
    *rows: tuple[GivenAnswer, ...], names: tuple[str, ...] = ("first", "second"), **changes: Any
) -> QuestionComparison:
    """Two models, a question for each row of answers; all of them shown."""
    rows = rows or ((right(), PARTLY), (SILENT, FAILED))
    questions = tuple(
        QuestionAnswers(f"q{number}", QUESTION, CONTEXT, ("Denver Broncos", "Broncos"), row)
        for number, row in enumerate(rows)
    )
    fields: dict[str, Any] = {
        "source": "dev.json",
        "rules": "1.1",
        "models": tuple(model(name) for name in names),
        "totals": tuple(totals(questions=len(rows)) for _ in names),
        "questions": questions,
        "saliency": SaliencyKind("gradient", "token", {"kind": "one_hot_norm", "normalise": "maximum"}, len(rows)),
    }
    return QuestionComparison(**{**fields, **changes})


def evaluation(**changes: Any) -> QuestionEvaluation:
    fields: dict[str, Any] = {
        "model": FINGERPRINT,
        "questions": 4,
        "figures": SquadFigures(exact_match=50.0, f1=66.667, questions=4),
        "with_no_answer": SquadFigures(exact_match=25.0, f1=30.0, questions=4),
        "no_answers": 1,
        "predictions": {"q1": "Denver"},
        "no_answer_scores": {"q1": -3.0},
        "errors": {},
        "seconds": 2.0,
    }
    return QuestionEvaluation(**{**fields, **changes})
