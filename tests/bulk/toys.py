"""Items as a file of explanations holds them, made by hand."""

from typing import Any

from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.records import Prediction
from tests.views.samples import explanation

LABELS = ("negative", "positive")


def item(number: int, text: str, positive: float, truth: str | None = None, **fields: Any) -> ExplainedItem:
    """A text whose first word speaks for the answer and whose second against it."""
    index = int(positive >= 0.5)
    prediction = Prediction(LABELS[index], index, (1 - positive, positive), LABELS, "single-label")
    scores = [0.5, -0.25, *[0.0] * 10_000][: len(explanation(text, {}).units)]
    made = explanation(text, scores, prediction=prediction, truth=truth, diagnostics={}, **{"id": None, **fields})
    return ExplainedItem(number, made.id, text, truth, (made,))


def failed(number: int, text: str | None = "", error: str = "the text is empty") -> ExplainedItem:
    return ExplainedItem(number, f"id {number}", text, "1", error=error)


def usual() -> list[ExplainedItem]:
    """Two right, two wrong (the second the surer), one of a strange truth, one that failed."""
    return [
        item(1, "good film", 0.9, "1"),
        item(2, "dull film", 0.6, "negative"),
        failed(3),
        item(4, "odd film", 0.2, "0"),
        item(5, "fine film", 0.1, "1"),
        item(6, "a film", 0.7, "five stars"),
    ]
