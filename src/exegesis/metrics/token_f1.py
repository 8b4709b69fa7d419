"""Token F1: the top units against those a person marked."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps
from exegesis.metrics.overlap import overlap


@dataclass(frozen=True, kw_only=True)
class TokenF1(Metric):
    """F1 of the k units with the highest signed scores against the rationale (ERASER, DeYoung et al. 2020, section 4).

    `k`: as many as the rationale marks, unless given; precision, recall and F1 are then equal.
    """

    name: ClassVar[str] = "token_f1"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        both, named, marked = overlap(case, self.k)
        details = {"precision": both / named, "recall": both / marked, "k": named, "marked": marked}
        return Finding(2 * both / (named + marked), details)
