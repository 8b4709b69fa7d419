"""Erasure (ERASER): the answer without the top units, and with them alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import unknown
from exegesis.core.ranking import falling
from exegesis.core.types import Integers, Masks, Values
from exegesis.data.requests import Score
from exegesis.metrics.base import HIGHER, LOWER, OF_TARGET, Case, Finding, Metric, Steps

# DeYoung et al. 2020 (ERASER), section 4: the bins of AOPC; and the whole range in tenths.
GRIDS: dict[str, tuple[float, ...]] = {
    "eraser": (0.01, 0.05, 0.1, 0.2, 0.5),
    "full": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
}


def counts(n: int, grid: str) -> list[int]:
    """How many of n units each share of the grid is: rounded up, so that 1% of a short text is one unit."""
    if grid not in GRIDS:
        raise unknown("grid", grid, GRIDS)
    return [max(1, int(np.ceil(round(share * n, 9)))) for share in GRIDS[grid]]


def without_first(order: Integers, numbers: Sequence[int]) -> Masks:
    """(len(numbers), n): row i keeps all but the first numbers[i] units of the order."""
    rank = np.argsort(order)
    kept: Masks = rank[None, :] >= np.asarray(numbers)[:, None]
    return kept


def only_first(order: Integers, numbers: Sequence[int]) -> Masks:
    """(len(numbers), n): row i keeps the first numbers[i] units of the order and no other."""
    return ~without_first(order, numbers)


@dataclass(frozen=True, kw_only=True)
class Comprehensiveness(Metric):
    """Mean over k of f(x) - f(x without the top k% of units by signed score); DeYoung et al. 2020, section 4.

    `grid`: "eraser" (1, 5, 10, 20, 50%) or "full" (10, 20, ... 100%); a share is rounded up to whole units.
    """

    name: ClassVar[str] = "comprehensiveness"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    grid: str = "eraser"

    def measure(self, case: Case) -> Steps:
        """One request: the whole text, and each share removed."""
        removed = counts(case.n, self.grid)
        values: Values = yield Score(without_first(falling(case.scores), [0, *removed]))
        drops = values[0, 0] - values[1:, 0]
        return Finding(float(drops.mean()), {"units_removed": removed, "drops": np.round(drops, 6).tolist()})


@dataclass(frozen=True, kw_only=True)
class Sufficiency(Metric):
    """Mean over k of f(x) - f(only the top k% of units by signed score); DeYoung et al. 2020, section 4.

    `grid`: "eraser" (1, 5, 10, 20, 50%) or "full" (10, 20, ... 100%); a share is rounded up to whole units.
    """

    name: ClassVar[str] = "sufficiency"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    grid: str = "eraser"

    def measure(self, case: Case) -> Steps:
        """One request: the whole text, and each share alone."""
        kept = counts(case.n, self.grid)
        values: Values = yield Score(only_first(falling(case.scores), [case.n, *kept]))
        drops = values[0, 0] - values[1:, 0]
        return Finding(float(drops.mean()), {"units_kept": kept, "drops": np.round(drops, 6).tolist()})
