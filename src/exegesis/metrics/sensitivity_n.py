"""Sensitivity-n: sums of scores against what removing the units does, over sets of several sizes."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics import subsets
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps, Undefined
from exegesis.metrics.correlation import pearson


@dataclass(frozen=True, kw_only=True)
class SensitivityN(Metric):
    """Mean over sizes n of the Pearson correlation, over sets of n units, of scores' sums with the drops they cause.

    Ancona et al. 2018. `shares`: the sizes, of all units, rounded up; `samples` sets of each at most.
    Sizes at which nothing varies have no correlation and are left out of the mean (`details` shows them as None).
    """

    name: ClassVar[str] = "sensitivity_n"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "correlation"
    removes: ClassVar[bool] = True

    shares: tuple[float, ...] = (0.1, 0.2, 0.4, 0.6, 0.8)
    samples: int = 30

    def measure(self, case: Case) -> Steps:
        """One request: the whole text, and the sets of all sizes."""
        sizes = sorted({int(np.ceil(round(share * case.n, 9))) for share in self.shares} - {0, case.n})
        drawn = {size: subsets.of_size(case, size, self.samples) for size in sizes if size < case.n}
        if not drawn:
            raise Undefined("the text has too few units to remove some and keep some")
        values: Values = yield Score(np.concatenate([np.ones((1, case.n), dtype=np.bool_), *drawn.values()]))
        drops = np.split(values[0, 0] - values[1:, 0], np.cumsum([len(masks) for masks in drawn.values()])[:-1])
        found: dict[int, float | None] = {}
        for (size, masks), drop in zip(drawn.items(), drops, strict=True):
            try:
                found[size] = pearson(~masks @ case.scores, drop) if len(masks) >= subsets.FEWEST else None
            except Undefined:
                found[size] = None
        known = [one for one in found.values() if one is not None]
        if not known:
            raise Undefined("at no size do both the sums of scores and the answer vary")
        return Finding(float(np.mean(known)), {"by_size": found})
