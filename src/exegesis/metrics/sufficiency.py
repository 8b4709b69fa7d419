"""Sufficiency: how far the answer falls when only the units said to matter stay (ERASER)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import falling
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics.base import LOWER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.removing import counts, only_first


@dataclass(frozen=True, kw_only=True)
class Sufficiency(Metric):
    """Mean over k of f(x) - f(only the top k% of units by signed score); DeYoung et al. 2020, section 4.

    `grid`: "eraser" (1, 5, 10, 20, 50%) or "full" (10, 20, ... 100%); a share is rounded up to whole units.
    """

    name: ClassVar[str] = "sufficiency"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    grid: str = "eraser"

    def measure(self, case: Case) -> Steps:
        """One request: the whole text, and each share alone."""
        kept = counts(case.n, self.grid)
        values: Values = yield Score(only_first(falling(case.scores), [case.n, *kept]))
        drops = values[0, 0] - values[1:, 0]
        return Finding(float(drops.mean()), {"units_kept": kept, "drops": np.round(drops, 6).tolist()})
