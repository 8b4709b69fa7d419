"""What was learned of one answered input, before anybody knows whether the answer is right: what signals read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Annotated, Any

import numpy as np

from exegesis.core import codec
from exegesis.core.codec import Limit
from exegesis.core.types import Count, Scores
from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction

SMALLEST = 1e-9  # a probability below is taken for it where logarithms are
_QUESTION = "question"


@dataclass(frozen=True, eq=False)
class MethodScores:
    """What one method scores. `in_question`: which units (n,) stand in the question; all False where there is none."""

    method: str
    scores: Scores
    in_question: tuple[bool, ...]

    @classmethod
    def of(cls, explanation: Explanation, method: str) -> "MethodScores":
        """The scores of an explanation, of whatever kind of data."""
        flags = tuple(explanation.part(index) == _QUESTION for index in range(len(explanation.units)))
        return cls(method, explanation.scores, flags)


@dataclass(frozen=True)
class Erased:
    """The answer's probability for the whole input, without the units that speak most for it, and with these alone."""

    whole: float
    without: float
    alone: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """One answered input.

    `probabilities`: of a classifier all classes, the likeliest first; of a question the best stretches of the context,
    the answer first. `no_answer`: the probability of "no answer", None where the model cannot say it. `length`: words
    of the input; `words`: the different ones, folded. `scored`: what each method scores; of the first one's units
    `erased` left some out.
    """

    answer: str
    probabilities: Annotated[tuple[float, ...], Limit(items=1)]
    no_answer: float | None
    length: Count
    words: tuple[str, ...]
    scored: tuple[MethodScores, ...] = ()
    erased: Erased | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Evidence":
        """The inverse of `codec.plain`."""
        return codec.read(cls, data, "evidence")


def answered(prediction: Prediction) -> tuple[str, tuple[float, ...], float | None]:
    """(answer, probabilities, that of "no answer") of a prediction: of a question its best stretch is the answer."""
    if prediction.kind != "answer":
        return prediction.label, tuple(sorted(prediction.outputs, reverse=True)), None
    rows = list(zip(prediction.labels, prediction.outputs, prediction.spans, strict=True))
    stretches = [(label, output) for label, output, span in rows if span.start < span.end]
    none = next((output for _, output, span in rows if span.start == span.end), None)
    return stretches[0][0], tuple(output for _, output in stretches), none


def log_odds(probability: float) -> float:
    """Of a probability, kept away from 0 and 1 by a billionth."""
    held = min(max(probability, SMALLEST), 1 - SMALLEST)
    return log(held / (1 - held))


def shares(scores: Sequence[float] | Scores) -> Scores:
    """(n,) absolute scores as shares of their sum; equal ones where all scores are 0."""
    sizes = np.abs(np.asarray(scores, dtype=np.float64))
    total = float(sizes.sum())
    return sizes / total if total > 0 else np.full(len(sizes), 1 / max(len(sizes), 1))
