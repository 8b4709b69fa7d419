"""Seed stability, by the top units: do other seeds name the same ones?"""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.core.errors import InputError
from exegesis.core.ranking import strongest, usual_k
from exegesis.core.types import Scores
from exegesis.metrics import seeds
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class SeedJaccard(Metric):
    """Mean over pairs of seeds of |A and B| / |A or B|, A and B the k units with the largest absolute scores.

    `k`: 5, of texts under 10 units half of them, unless given. Methods without chance score 1.
    """

    name: ClassVar[str] = "seed_jaccard"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share of units"

    k: int | None = None
    seeds: int = 5

    def measure(self, case: Case) -> Steps:
        """The same explanation with other seeds."""
        k = usual_k(case.n) if self.k is None else self.k
        if not 1 <= k <= case.n:
            raise InputError(f"k must lie between 1 and the text's {case.n} units, not {k}.")
        found = yield from seeds.runs(case, self.seeds)

        def jaccard(one: Scores, other: Scores) -> float:
            a, b = set(strongest(one, k).tolist()), set(strongest(other, k).tolist())
            return len(a & b) / len(a | b)

        return Finding(seeds.over_pairs(found, jaccard), {"k": k, "seeds": self.seeds})
