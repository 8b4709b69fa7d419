"""Rank agreement: the share of places at which both name the same unit."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.metrics.agreement import tops
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class RankAgreement(Metric):
    """The share of places 1..k, by absolute score, at which both explanations have the same unit.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "rank_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = found.own == found.theirs
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})
