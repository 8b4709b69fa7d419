"""Exact SHAP: Shapley values by full enumeration (Shapley 1953)."""

from dataclasses import dataclass
from math import comb
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.types import Floats, Masks, Values
from exegesis.data.requests import Game, Score
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

_ROWS_AT_ONCE = 4096
_MOST = 30  # units; 2^30 passes are out of reach for any model, and counting them must not be


@dataclass(frozen=True, kw_only=True)
class ExactShap(Explainer):
    """A score is a unit's Shapley value: its mean contribution over all orders in which units can be added.

    Asks for all 2^n masks of n units; `limit` is the most units that this is done for, and more raise
    `UnsupportedError`. The scores sum to f(all) - f(none).
    Diagnostics: `convergence_delta`, `evaluations`.
    """

    name: ClassVar[str] = "exact_shap"
    most_units: ClassVar[int | None] = 16
    chance: ClassVar[bool] = False

    limit: int = 16
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if isinstance(self.limit, bool) or not isinstance(self.limit, int) or not 1 <= self.limit <= _MOST:
            raise InputError(
                f"limit must be a whole number of units, 1 to {_MOST}, not {shown(self.limit)}; 16 is sound."
            )

    def passes(self, game: Game) -> ExpectedPasses:
        """All 2^n masks; `UnsupportedError` for too many units."""
        self._check(game.n_units)
        return ExpectedPasses(2**game.n_units)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for all masks, some thousands at a time, and add up what each one says about each unit."""
        n = game.n_units
        self._check(n)
        scores, none, whole = np.zeros((game.n_targets, n)), np.zeros(game.n_targets), np.zeros(game.n_targets)
        for start in range(0, 2**n, _ROWS_AT_ONCE):
            masks = _masks(start, min(start + _ROWS_AT_ONCE, 2**n), n)
            values: Values = yield Score(masks)
            none = values[0] if start == 0 else none
            whole = values[-1]  # the last row of all keeps everything
            scores += (values - none).T @ _shares(masks)  # less a constant, so that no digits are lost to it
        return Attribution(
            scores=scores,
            base_values=none,
            diagnostics=tuple(
                {"convergence_delta": float(delta), "evaluations": 2**n}
                for delta in scores.sum(axis=1) - (whole - none)
            ),
        )

    def _check(self, n: int) -> None:
        if n > self.limit:
            raise UnsupportedError(
                f"exact_shap would take 2^{n} passes for {n} units, and its limit is {self.limit} units; "
                "use partition_shap, or larger units (of a text, unit='sentence')."
            )


def _masks(start: int, stop: int, n: int) -> Masks:
    """(stop - start, n): rows start..stop of all masks, unit j kept in row i when bit j of i is set."""
    return ((np.arange(start, stop)[:, None] >> np.arange(n)) & 1).astype(np.bool_)


def _shares(masks: Masks) -> Floats:
    """(B, n): the factor of a mask's value in each unit's Shapley value.

    A unit that joins s others weighs s! (n - s - 1)! / n! = 1 / (n C(n-1, s)): the value with it counts so much for it,
    the value without it so much against it.
    """
    n = masks.shape[1]
    joining = 1 / np.array([n * comb(n - 1, others) for others in range(n)] + [1])
    sizes = masks.sum(axis=1)
    shares: Floats = np.where(masks, joining[sizes - 1, None], -joining[sizes, None])
    return shares
