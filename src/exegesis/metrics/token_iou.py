"""Token IoU: the top units against those a person marked, as intersection over union."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps
from exegesis.metrics.overlap import overlap


@dataclass(frozen=True, kw_only=True)
class TokenIoU(Metric):
    """|A and R| / |A or R|, A the k units with the highest signed scores, R the rationale (DeYoung et al. 2020).

    `k`: as many as the rationale marks, unless given.
    """

    name: ClassVar[str] = "token_iou"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        both, named, marked = overlap(case, self.k)
        return Finding(both / (named + marked - both), {"k": named, "marked": marked})
