"""Explanations made anew with other seeds, and what is averaged over their pairs."""

from collections.abc import Callable, Generator
from itertools import combinations
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Scores
from exegesis.metrics.base import Case
from exegesis.metrics.requests import Again, Ask


def runs(case: Case, count: int) -> Generator[Ask, Any, list[Scores]]:
    """`count` rows of scores (n,): the explanation's own, and of the seeds after its own."""
    if count < 2:
        raise InputError(f"seeds must be at least 2, not {count}.")
    found = [case.scores]
    for later in range(1, count):
        scores: Scores = yield Again(case.explained_with + later)
        found.append(scores)
    return found


def over_pairs(found: list[Scores], compare: Callable[[Scores, Scores], float]) -> float:
    """The mean of a comparison over all pairs of runs."""
    return float(np.mean([compare(one, other) for one, other in combinations(found, 2)]))
