"""KernelSHAP: Shapley values by weighted regression on coalitions (Lundberg & Lee, NeurIPS 2017)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.linalg import pinvh

from exegesis.errors import InputError, unknown
from exegesis.explainers.base import Attribution, Explainer, Passes, Steps, check_size
from exegesis.explainers.resampling import standard_errors
from exegesis.requests import Game, Score
from exegesis.sampling.coalitions import Coalitions, every_coalition
from exegesis.sampling.leverage import leverage_coalitions
from exegesis.sampling.shapley_kernel import kernel_coalitions
from exegesis.types import Floats, TargetScores, Values

_SAMPLINGS = ("kernel", "leverage")
_ALWAYS_EXACT = 12


@dataclass(frozen=True, kw_only=True)
class KernelShap(Explainer):
    """A score is a unit's Shapley value: its mean contribution over all orders in which units can be added.

    With n <= 12 units, or when `samples` >= 2^n, all 2^n masks are asked for and the values are exact; else `samples`
    is the number of masks, the whole and the empty one included. The scores always sum to f(all) - f(none).
    `sampling` "kernel" draws sizes by the Shapley kernel; "leverage" by leverage scores, without replacement (Musco &
    Witter 2024). `paired` adds each mask's complement. `whole_sizes` (kernel only) enumerates the outermost sizes while
    the budget lasts, as the `shap` package does.

    Standard errors tell how far scores move when masks are drawn anew; None when exact. Diagnostics:
    `convergence_delta`, `exact`, `samples`.
    """

    name: ClassVar[str] = "kernel_shap"

    samples: int = 2048
    sampling: str = "kernel"
    paired: bool = True
    whole_sizes: bool = True
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if self.sampling not in _SAMPLINGS:
            raise unknown("sampling", self.sampling, _SAMPLINGS)
        if self.samples < 4:
            raise InputError(f"samples must be at least 4, not {self.samples}; take a few times the number of units.")

    def passes(self, game: Game) -> Passes:
        """2^n when exact, else the samples."""
        return Passes(2**game.n_units if self._exact(game.n_units) else self.samples)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask once for the values of all coalitions, then solve the regression of every target."""
        check_size(self.name, game.n_units)
        n = game.n_units
        coalitions = self.coalitions(n, rng)
        none_and_all = np.repeat([[False], [True]], n, axis=1)
        values: Values = yield Score(np.concatenate([none_and_all, coalitions.masks]))
        empty, full, values = values[0], values[1], values[2:]
        scores, errors = _solve(coalitions, values - empty, full - empty)
        delta = scores.sum(axis=1) - (full - empty)
        exact = coalitions.exhaustive
        return Attribution(
            scores=scores,
            base_values=empty,
            standard_errors=None if exact else errors,
            diagnostics=tuple(
                {"convergence_delta": float(d), "exact": exact, "samples": len(values) + 2} for d in delta
            ),
            warnings=(() if exact else _warnings(coalitions),) * len(delta),
        )

    def coalitions(self, n: int, rng: np.random.Generator) -> Coalitions:
        """The coalitions of n units that are neither empty nor full, with their weights."""
        if self._exact(n):
            return every_coalition(n)
        if self.sampling == "leverage":
            return leverage_coalitions(n, self.samples - 2, rng, paired=self.paired)
        return kernel_coalitions(n, self.samples - 2, rng, paired=self.paired, whole_sizes=self.whole_sizes)

    def _exact(self, n: int) -> bool:
        return n <= _ALWAYS_EXACT or 2**n <= self.samples


def _solve(coalitions: Coalitions, gains: Values, full: Floats) -> tuple[TargetScores, Floats]:
    """Scores and standard errors, both (T, n), from `gains` = values - f(none) (B, T) and `full` = f(all) - f(none).

    Scores that sum to `full` are full/n plus a vector that sums to zero, so the regression runs on rows less their mean
    (projected off the vector of ones), which leaves no constraint to handle.
    """
    n = coalitions.masks.shape[1]
    share = coalitions.masks.mean(axis=1, keepdims=True)  # (B, 1)
    rows = coalitions.masks - share  # (B, n)
    rest = gains - share * full  # (B, T)
    weighted = coalitions.weights[:, None] * rows
    # Along the vector of ones the matrix is zero but for rounding, which differs from processor to processor and can
    # exceed the default cut-off; what is real is never that small.
    inverse = pinvh(weighted.T @ rows, rtol=1e-10)
    offsets = inverse @ (weighted.T @ rest)  # (n, T)
    offsets -= offsets.mean(axis=0)
    if coalitions.exhaustive:
        return (full / n + offsets).T, np.zeros((len(full), n))
    residuals, pull = rest - rows @ offsets, weighted @ inverse
    errors = [standard_errors(pull * r[:, None], coalitions.draws, coalitions.unseen, n - 1) for r in residuals.T]
    return (full / n + offsets).T, np.array(errors)


def _warnings(coalitions: Coalitions) -> tuple[str, ...]:
    draws, n = int(coalitions.draws[-1]) + 1, coalitions.masks.shape[1]
    if draws >= 2 * n:
        return ()
    rows = len(coalitions.masks) + 2
    return (f"{rows} samples are few for {n} units: the scores owe much to chance; raise samples above {8 * n}.",)
