"""Comprehensiveness: how far the answer falls when the units said to matter are taken away (ERASER)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import falling
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics.base import HIGHER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.removing import counts, without_first


@dataclass(frozen=True, kw_only=True)
class Comprehensiveness(Metric):
    """Mean over k of f(x) - f(x without the top k% of units by signed score); DeYoung et al. 2020, section 4.

    `grid`: "eraser" (1, 5, 10, 20, 50%) or "full" (10, 20, ... 100%); a share is rounded up to whole units.
    """

    name: ClassVar[str] = "comprehensiveness"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    grid: str = "eraser"

    def measure(self, case: Case) -> Steps:
        """One request: the whole text, and each share removed."""
        removed = counts(case.n, self.grid)
        values: Values = yield Score(without_first(falling(case.scores), [0, *removed]))
        drops = values[0, 0] - values[1:, 0]
        return Finding(float(drops.mean()), {"units_removed": removed, "drops": np.round(drops, 6).tolist()})
