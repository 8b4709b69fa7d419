"""Max-sensitivity: how far the scores move, at most, when the embeddings move a little (Yeh et al. 2019)."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps
from exegesis.metrics.neighbours import moves


@dataclass(frozen=True, kw_only=True)
class MaxSensitivity(Metric):
    """Largest |Phi(x + r) - Phi(x)| / |Phi(x)| over random moves r of the embeddings (Euclidean lengths of the scores).

    Yeh et al. 2019, divided by |Phi(x)| so that methods in other units compare. Coordinates of r are
    uniform within `radius` times the root mean square of the input's. The search is random, so this is a lower bound.
    """

    name: ClassVar[str] = "max_sensitivity"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "share of the scores' length"

    samples: int = 10
    radius: float = 0.1

    def measure(self, case: Case) -> Steps:
        """The explanation itself and each neighbour's."""
        found = yield from moves(case, self.samples, self.radius)
        return Finding(float(found.scores.max() / found.length), {"mean": float(found.scores.mean() / found.length)})
