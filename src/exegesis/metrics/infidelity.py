"""Infidelity: how badly sums of scores foretell what removing sets of units does (Yeh et al. 2019)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics import subsets
from exegesis.metrics.base import LOWER, OF_TARGET, Case, Finding, Metric, Steps, Undefined


@dataclass(frozen=True, kw_only=True)
class Infidelity(Metric):
    """Mean square of (sum of the removed units' scores) - (f(x) - f(x without them)); Yeh et al. 2019, definition 2.1.

    The perturbations are removals of sets of units, their number uniform on 1..n. A score stands for its unit's whole
    contribution, so I . Phi is the sum over the set. Unit: the target's, squared.
    `scaled`: scores are multiplied by the one number that fits best, as the paper's comparisons do and as fairness to
    methods in other units (gradient norms) asks.
    """

    name: ClassVar[str] = "infidelity"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = f"{OF_TARGET} squared"
    removes: ClassVar[bool] = True
    same_unit: ClassVar[bool] = True

    samples: int = 200
    scaled: bool = False

    def measure(self, case: Case) -> Steps:
        """The whole text, and the sets."""
        masks = subsets.of_any_size(case, self.samples)
        values: Values = yield Score(np.concatenate([np.ones((1, case.n), dtype=np.bool_), masks]))
        drops, sums = values[0, 0] - values[1:, 0], ~masks @ case.scores
        factor = 1.0
        if self.scaled:
            if not (sums @ sums) > 0:
                raise Undefined("the scores of every set drawn sum to 0, so nothing can be scaled")
            factor = float(sums @ drops / (sums @ sums))
        return Finding(float(np.mean((factor * sums - drops) ** 2)), {"sets": len(masks), "factor": factor})


@dataclass(frozen=True, kw_only=True)
class ScaledInfidelity(Infidelity):
    """Infidelity after the scores are multiplied by the one number that fits best."""

    name: ClassVar[str] = "infidelity_scaled"
    same_unit: ClassVar[bool] = False

    scaled: bool = True
