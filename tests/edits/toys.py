"""Edits made by hand: two explanations of words with scores of their own."""

from collections.abc import Sequence
from typing import Any

from exegesis.data.records import Prediction
from exegesis.edits.result import Edit
from tests.views.samples import explanation

LABELS = ("negative", "positive")


def answer(positive: float) -> Prediction:
    index = int(positive >= 0.5)
    return Prediction(LABELS[index], index, (1 - positive, positive), LABELS, "single-label")


def edit(
    original: str,
    before: Sequence[float],
    edited: str,
    after: Sequence[float],
    sure: tuple[float, float] = (0.9, 0.2),
    errors: tuple[Sequence[float], Sequence[float]] | None = None,
    **changes: Any,
) -> Edit:
    """Scores are one for each word of each text; `sure` the probability of "positive" in each."""
    one, other = errors or (None, None)
    return Edit(
        explanation(
            original, before, value=sure[0], prediction=answer(sure[0]), standard_errors=one, diagnostics={}, **changes
        ),
        explanation(
            edited, after, value=sure[1], prediction=answer(sure[1]), standard_errors=other, diagnostics={}, **changes
        ),
    )


def usual(word: str = "good") -> Edit:
    """A word replaced, one deleted, one inserted, and the label flips."""
    return edit(f"a very {word} film", [0.0, 0.1, 0.5, -0.1], "a bad film indeed", [0.0, -0.6, -0.1, 0.2])
