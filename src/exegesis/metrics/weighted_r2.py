"""Weighted R2: how well the scores, read as a linear model, give the answer on masked texts near this one."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import is_constant
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics import subsets
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps, Undefined


@dataclass(frozen=True, kw_only=True)
class WeightedR2(Metric):
    """R2 of "intercept + sum of the kept units' scores" on masks drawn as LIME draws them, weighted by LIME's kernel.

    Ribeiro, Singh, Guestrin 2016 with the weights of the `lime` package: sqrt(exp(-d^2 / width^2)), d = 100 (1 -
    sqrt(share kept)). The intercept is fitted, the scores are not. The masks are new ones, so a LIME explanation's own
    `weighted_r2` is its fit and this is the test of it. Below 0 means worse than a constant.
    """

    name: ClassVar[str] = "weighted_r2"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of variance"
    removes: ClassVar[bool] = True
    same_unit: ClassVar[bool] = True

    samples: int = 200
    kernel_width: float = 25.0

    def measure(self, case: Case) -> Steps:
        """The masks that infidelity draws too."""
        masks = subsets.of_any_size(case, self.samples)
        values: Values = yield Score(masks)
        answers = values[:, 0]
        if is_constant(answers):
            raise Undefined("the answer is the same for every masked text")
        distances = 100.0 * (1.0 - np.sqrt(masks.mean(axis=1)))
        weights = np.exp(-0.5 * (distances / self.kernel_width) ** 2)
        rest = answers - masks @ case.scores
        missed = _spread(rest, weights)
        return Finding(1.0 - missed / _spread(answers, weights), {"samples": len(masks)})


def _spread(numbers: np.ndarray, weights: np.ndarray) -> float:
    """Weighted sum of squares about the weighted mean."""
    centre = np.average(numbers, weights=weights)
    return float(weights @ (numbers - centre) ** 2)
