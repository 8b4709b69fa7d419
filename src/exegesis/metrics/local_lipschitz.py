"""Local Lipschitz: how fast the scores move with the embeddings, at most (Alvarez-Melis & Jaakkola 2018)."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import LOWER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.neighbours import moves


@dataclass(frozen=True, kw_only=True)
class LocalLipschitz(Metric):
    """Largest |Phi(x) - Phi(x')| / |x - x'| over random neighbours x' of the embeddings x (Euclidean).

    Alvarez-Melis & Jaakkola 2018, over the same neighbours as max-sensitivity. Comparable only between
    methods whose scores are in one unit, on one model.
    """

    name: ClassVar[str] = "local_lipschitz"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = f"{OF_TARGET} per embedding unit"

    samples: int = 10
    radius: float = 0.1

    def measure(self, case: Case) -> Steps:
        """The explanation itself and each neighbour's."""
        found = yield from moves(case, self.samples, self.radius)
        return Finding(float((found.scores / found.inputs).max()))
