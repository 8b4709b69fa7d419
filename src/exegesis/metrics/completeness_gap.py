"""Completeness gap: how far the scores' sum misses the change that they are said to explain."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics.base import LOWER, OF_TARGET, Case, Finding, Metric, Steps, Undefined


@dataclass(frozen=True, kw_only=True)
class CompletenessGap(Metric):
    """|sum of scores - (f(x) - f(baseline))|: Sundararajan, Taly, Yan 2017, proposition 1.

    The baseline is the explanation's own where its value is known, else every unit removed; `removal` says which. What
    special tokens hold is in no unit and counts as missing.
    """

    name: ClassVar[str] = "completeness_gap"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True
    same_unit: ClassVar[bool] = True
    from_constant: ClassVar[bool] = True

    def measure(self, case: Case) -> Steps:
        """Nothing is asked where the explanation knows its baseline's value."""
        if not np.any(case.scores):
            raise Undefined("all scores are 0")
        if case.base_value is not None:
            change, removal = case.value - case.base_value, case.baseline
        else:
            values: Values = yield Score(np.array([[True] * case.n, [False] * case.n]))
            change, removal = float(values[0, 0] - values[1, 0]), None
        total = float(case.scores.sum())
        return Finding(abs(total - change), {"sum_of_scores": total, "change": change}, removal)
