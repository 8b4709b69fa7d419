"""How the scores are spread over the units: simpler to read, not truer."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.metrics.base import HIGHER, LOWER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class Entropy(Metric):
    """Entropy of |scores| as shares of their sum (Bhatt, Weller, Moura 2020), in nats, at most log n.

    Lower is simpler to read, not truer: one unit named is the simplest explanation of all.
    """

    name: ClassVar[str] = "entropy"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "nats"

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        shares = np.abs(case.scores) / np.abs(case.scores).sum()
        held = shares[shares > 0]
        value = float(-(held * np.log(held)).sum())
        return Finding(value, {"of_log_n": value / float(np.log(case.n)), "like_equal_units": float(np.exp(value))})


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
