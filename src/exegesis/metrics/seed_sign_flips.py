"""Seed stability, by signs: how often another seed says "against" where this one said "for"."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import rounded
from exegesis.core.types import Scores
from exegesis.metrics import seeds
from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps


@dataclass(frozen=True, kw_only=True)
class SeedSignFlips(Metric):
    """Mean over pairs of seeds of the share of units whose scores have opposite signs; a 0 opposes nothing."""

    name: ClassVar[str] = "seed_sign_flips"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "share of units"

    seeds: int = 5

    def measure(self, case: Case) -> Steps:
        """The same explanation with other seeds."""
        found = yield from seeds.runs(case, self.seeds)
        return Finding(seeds.over_pairs(found, _flips), {"seeds": self.seeds})


def _flips(one: Scores, other: Scores) -> float:
    return float(np.mean(np.sign(rounded(one)) * np.sign(rounded(other)) < 0))
