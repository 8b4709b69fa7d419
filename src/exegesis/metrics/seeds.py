"""Seed stability: explanations made anew with other seeds, compared over all pairs."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.ranking import rounded, strongest, usual_k
from exegesis.core.types import Scores
from exegesis.metrics.base import HIGHER, LOWER, Case, Finding, Metric, Steps
from exegesis.metrics.correlation import spearman
from exegesis.metrics.requests import Ask, Reseeded


def runs(case: Case, count: int) -> Generator[Ask, Any, list[Scores]]:
    """`count` rows of scores (n,): the explanation's own, and of the seeds after its own."""
    if count < 2:
        raise InputError(f"seeds must be at least 2, not {count}.")
    found = [case.scores]
    for later in range(1, count):
        scores: Scores = yield Reseeded(case.explained_with + later)
        found.append(scores)
    return found


def over_pairs(found: list[Scores], compare: Callable[[Scores, Scores], float]) -> float:
    """The mean of a comparison over all pairs of runs."""
    return float(np.mean([compare(one, other) for one, other in combinations(found, 2)]))


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
        found = yield from runs(case, self.seeds)

        def jaccard(one: Scores, other: Scores) -> float:
            a, b = set(strongest(one, k).tolist()), set(strongest(other, k).tolist())
            return len(a & b) / len(a | b)

        return Finding(over_pairs(found, jaccard), {"k": k, "seeds": self.seeds})


@dataclass(frozen=True, kw_only=True)
class SeedSpearman(Metric):
    """Mean over pairs of seeds of Spearman's correlation of their scores. Methods without chance score 1."""

    name: ClassVar[str] = "seed_spearman"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "rank correlation"

    seeds: int = 5

    def measure(self, case: Case) -> Steps:
        """The same explanation with other seeds."""
        found = yield from runs(case, self.seeds)
        return Finding(over_pairs(found, spearman), {"seeds": self.seeds})


@dataclass(frozen=True, kw_only=True)
class SeedSignFlips(Metric):
    """Mean over pairs of seeds of the share of units whose scores have opposite signs; a 0 opposes nothing."""

    name: ClassVar[str] = "seed_sign_flips"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "share of units"

    seeds: int = 5

    def measure(self, case: Case) -> Steps:
        """The same explanation with other seeds."""
        found = yield from runs(case, self.seeds)
        return Finding(over_pairs(found, _flips), {"seeds": self.seeds})


def _flips(one: Scores, other: Scores) -> float:
    return float(np.mean(np.sign(rounded(one)) * np.sign(rounded(other)) < 0))
