"""Seed stability, by the order of all units."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics import seeds
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps
from exegesis.metrics.correlation import spearman


@dataclass(frozen=True, kw_only=True)
class SeedSpearman(Metric):
    """Mean over pairs of seeds of Spearman's correlation of their scores. Methods without chance score 1."""

    name: ClassVar[str] = "seed_spearman"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "rank correlation"

    seeds: int = 5

    def measure(self, case: Case) -> Steps:
        """The same explanation with other seeds."""
        found = yield from seeds.runs(case, self.seeds)
        return Finding(seeds.over_pairs(found, spearman), {"seeds": self.seeds})
