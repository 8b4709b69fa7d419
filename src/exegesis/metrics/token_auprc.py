"""Token AUPRC: how well the scores order what a person marked before what they did not, at every threshold."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import rounded
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps
from exegesis.metrics.rationales import marked


@dataclass(frozen=True, kw_only=True)
class TokenAUPRC(Metric):
    """Area under precision and recall of the signed scores against the rationale, as average precision.

    DeYoung et al. 2020, section 4. Sum over thresholds of (rise in recall) x precision; units with equal scores pass a
    threshold together. Chance is the share of units marked, which `details` gives.
    """

    name: ClassVar[str] = "token_auprc"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        flags, scores = marked(case), rounded(case.scores)
        total, recalled, area = int(flags.sum()), 0, 0.0
        for threshold in np.unique(scores)[::-1]:
            named = scores >= threshold
            found = int(flags[named].sum())
            area += (found - recalled) / total * found / int(named.sum())
            recalled = found
        return Finding(area, {"chance": total / case.n})
