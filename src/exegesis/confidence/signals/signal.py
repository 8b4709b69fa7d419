"""A signal: a number of the evidence that is thought to be higher where the answer is right."""

from collections.abc import Callable
from dataclasses import dataclass

from exegesis.confidence.signals.evidence import Evidence

ANSWER, SCORES, ERASURE, SEVERAL = "answer", "scores", "erasure", "several methods"


@dataclass(frozen=True)
class Signal:
    """One row of the table.

    `title`: what it is, in words. `needs`: what must be asked beyond the answer: "scores" an explanation, "erasure" the
    answer without its words too, "several methods" two explanations at least. `of_questions`: it has no meaning where
    nothing is asked. `value`: the number, always finite; where the combination is linear, so must its scale be.
    """

    name: str
    title: str
    needs: str
    value: Callable[[Evidence], float]
    of_questions: bool = False
