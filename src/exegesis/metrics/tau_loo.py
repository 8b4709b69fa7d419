"""Tau-LOO: whether the scores put the units in the order of what leaving each out does."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import is_constant, rounded
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps, Undefined


@dataclass(frozen=True, kw_only=True)
class TauLeaveOneOut(Metric):
    """Kendall's tau-b of the scores with the leave-one-out differences f(x) - f(x without the unit).

    Jain & Wallace 2019. Occlusion is 1 by construction, under the same removal.
    """

    name: ClassVar[str] = "tau_loo"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "rank correlation"
    removes: ClassVar[bool] = True

    def measure(self, case: Case) -> Steps:
        """The whole text, and each unit left out."""
        from scipy.stats import kendalltau

        masks = np.concatenate([np.ones((1, case.n), dtype=np.bool_), ~np.eye(case.n, dtype=np.bool_)])
        values: Values = yield Score(masks)
        drops = values[0, 0] - values[1:, 0]
        if is_constant(drops):
            raise Undefined("leaving out any one unit changes the answer alike, so there is no order to compare with")
        found = kendalltau(rounded(case.scores), rounded(drops))
        return Finding(float(found.statistic))
