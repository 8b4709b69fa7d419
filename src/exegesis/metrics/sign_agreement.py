"""Sign agreement: the share of top units that both name, and with one sign."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.metrics.agreement import tops
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class SignAgreement(Metric):
    """The share of the k units with the largest absolute scores that both explanations name, with the same sign.

    Krishna et al. 2022. `k`: 5, of texts under 10 units half of them, unless given.
    """

    name: ClassVar[str] = "sign_agreement"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"
    needs: ClassVar[str | None] = "other"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        found = tops(case, self.k)
        agreed = np.isin(found.own, found.theirs) & (found.signs[found.own] == found.their_signs[found.own])
        return Finding(float(np.mean(agreed)), {"k": len(found.own)})
