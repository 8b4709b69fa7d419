"""Entropy: over how many units the scores are spread."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps


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
