"""Gini: how unequally the scores are spread over the units."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class Gini(Metric):
    """Gini index of |scores| (Chalasani et al. 2020; Hurley & Rickard 2009): 0 all equal, 1 - 1/n one holds all.

    Higher is simpler to read, not truer.
    """

    name: ClassVar[str] = "gini"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "index"

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        sizes = np.sort(np.abs(case.scores))
        places = 2 * np.arange(1, case.n + 1) - case.n - 1
        return Finding(float(places @ sizes / (case.n * sizes.sum())))
