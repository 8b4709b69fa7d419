"""Faithfulness correlation: sums of scores against what removing the units does, for sets of one size."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics import subsets
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps, Undefined
from exegesis.metrics.correlation import pearson


@dataclass(frozen=True, kw_only=True)
class FaithfulnessCorrelation(Metric):
    """Pearson correlation, over random sets of units, of their scores' sum with f(x) - f(x without them).

    Bhatt, Weller, Moura 2020. `share`: the size of the sets, of all units, rounded up.
    """

    name: ClassVar[str] = "faithfulness_correlation"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "correlation"
    removes: ClassVar[bool] = True

    share: float = 0.2
    samples: int = 50

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise InputError(f"share must lie between 0 and 1, not {self.share}.")

    def measure(self, case: Case) -> Steps:
        """The whole text, and the sets."""
        size = int(np.ceil(round(self.share * case.n, 9)))
        if size >= case.n:
            raise Undefined("the text has too few units to remove some and keep some")
        masks = subsets.of_size(case, size, self.samples)
        if len(masks) < subsets.FEWEST:
            raise Undefined(f"there are only {len(masks)} sets of {size} of {case.n} units")
        values: Values = yield Score(np.concatenate([np.ones((1, case.n), dtype=np.bool_), masks]))
        found = pearson(~masks @ case.scores, values[0, 0] - values[1:, 0])
        return Finding(found, {"size": size, "sets": len(masks)})
