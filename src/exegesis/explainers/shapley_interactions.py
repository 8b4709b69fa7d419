"""Shapley interactions of order 2: what each unit adds by itself, and what each two add only together.

Two indices: the faithful one (Faith-Shap; Tsai, Yeh & Ravikumar, JMLR 2023, Theorem 19) and Shapley-Taylor
(Sundararajan, Dhamdhere & Agarwal, ICML 2020, equation 4).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy.linalg import pinvh
from scipy.special import comb

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.types import Floats, Masks, Values
from exegesis.data.requests import Game, Score
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.resampling import spread
from exegesis.explainers.sampling.coalitions import Coalitions, every_coalition, size_counts, size_masses
from exegesis.explainers.sampling.shapley_kernel import kernel_coalitions

_INDICES = ("faithful", "taylor")
_ALWAYS_EXACT = 12
_FEWEST = 2048
_MOST_ROWS = 2**16  # of which each takes n (n + 1) / 2 numbers
_ROWS_A_COLUMN = 4  # of the regression; fewer leave the pairs much to chance


@dataclass(frozen=True, kw_only=True)
class ShapleyInteractions(Explainer):
    """A score is a unit's Shapley value; each pair of units has a number of its own, their interaction.

    Half of each pair's interaction is in each of its two scores, so a unit's score less half of its pairs' is what it
    adds by itself, and these and the pairs sum to f(all) - f(none). Positive: the two together say more for the target
    than each alone adds up to; negative: they say the same twice, or one turns the other.

    `index` "faithful": the pairs of the polynomial of order 2 that is nearest to the model under the Shapley kernel:
    what three and more units do together is shared out so that masks are foretold as well as can be. "taylor": what a
    unit adds by itself is f(it alone) - f(none), and all that is done together goes to pairs, equally over those of
    the units that do it.
    With n <= 12 units, or when `samples` >= 2^n, all masks are asked for and both are exact; else `samples` is the
    number of masks, the whole and the empty one included, drawn as in `kernel_shap`. None: 2 n (n + 1), four for each
    number that is fitted, and 2,048 at least. At most 64 units.

    Standard errors tell how far scores and pairs move when masks are drawn anew; None when exact, and for the pairs of
    "taylor". Diagnostics: `convergence_delta`, `exact`, `samples`; `fidelity`, the share of the variance over masks,
    weighted by the Shapley kernel, that the polynomial tells (1 where no three units act together), and
    `fidelity_alone`, what the scores tell without pairs.
    """

    name: ClassVar[str] = "shapley_interactions"
    most_units: ClassVar[int | None] = 64

    index: str = "faithful"
    samples: int | None = None
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if self.index not in _INDICES:
            raise unknown("index", self.index, _INDICES)
        samples = self.samples
        is_whole = isinstance(samples, int) and not isinstance(samples, bool)
        if samples is not None and not (is_whole and 4 <= samples <= _MOST_ROWS):
            raise InputError(
                f"samples must be a whole number, 4 to {_MOST_ROWS:,}, not {shown(samples)}; leave it out."
            )

    def passes(self, game: Game) -> ExpectedPasses:
        """All 2^n masks where that is no more than is wished, else the samples; `UnsupportedError` for many units."""
        return ExpectedPasses(self._rows(game.n_units))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the values of all coalitions at once, and fit the polynomial of every target."""
        n = game.n_units
        rows = self._rows(n)
        exact = rows == 2**n
        coalitions = every_coalition(n) if exact else kernel_coalitions(n, rows - 2, rng)
        ends = np.repeat([[False], [True]], n, axis=1)
        values: Values = yield Score(np.concatenate([ends, coalitions.masks]))
        fits = [_Polynomial.fit(coalitions, column[2:] - column[0], column[1] - column[0]) for column in values.T]
        return Attribution(
            scores=np.array([fit.scores for fit in fits]),
            base_values=values[0],
            standard_errors=None if exact else np.array([fit.score_errors for fit in fits]),
            pairs=np.array([self._pairs(fit) for fit in fits]),
            pair_errors=None if exact or self.index == "taylor" else np.array([fit.pair_errors for fit in fits]),
            diagnostics=tuple(
                {
                    "convergence_delta": float(fit.scores.sum() - (column[1] - column[0])),
                    "exact": exact,
                    "samples": rows,
                    "fidelity": fit.fidelity(fit.residuals),
                    "fidelity_alone": fit.fidelity(fit.gains - coalitions.masks @ fit.scores),
                }
                for fit, column in zip(fits, values.T, strict=True)
            ),
            settings={"samples": rows},
        )

    def _pairs(self, fit: "_Polynomial") -> Floats:
        return fit.pairs if self.index == "faithful" else fit.taylor()

    def _rows(self, n: int) -> int:
        """Masks in all."""
        most = self.most_units
        assert most is not None
        if n > most:
            raise UnsupportedError(
                f"shapley_interactions weighs each two of {n:,} units, and takes {most} at most; use larger units "
                "(of a text, unit='sentence')."
            )
        columns = n * (n + 1) // 2
        samples = max(_FEWEST, _ROWS_A_COLUMN * columns) if self.samples is None else self.samples
        if n <= _ALWAYS_EXACT or 2**n <= samples:
            return int(2**n)
        if samples < columns + 2:
            raise InputError(
                f"samples={samples:,} cannot tell {columns:,} numbers of {n} units and their pairs; use "
                f"{_ROWS_A_COLUMN * columns:,}, or leave samples out."
            )
        return samples


@dataclass(frozen=True, eq=False)
class _Polynomial:
    """The polynomial of order 2 that is nearest to a target under the Shapley kernel, exact at both ends."""

    coalitions: Coalitions
    gains: Floats  # (B,) values less f(none)
    alone: Floats  # (n,) coefficients of the units
    pairs: Floats  # (n (n - 1) / 2,) of each two, as `np.triu_indices` counts them
    score_errors: Floats  # (n,)
    pair_errors: Floats

    @classmethod
    def fit(cls, coalitions: Coalitions, gains: Floats, full: float) -> "_Polynomial":
        """Weighted least squares; the coefficients sum to `full`, as in KernelSHAP by rows less their mean."""
        n = coalitions.masks.shape[1]
        columns = _columns(coalitions.masks)
        share = columns.mean(axis=1)
        rows, rest = columns - share[:, None], gains - share * full
        weighted = coalitions.weights[:, None] * rows
        inverse = pinvh(weighted.T @ rows, rtol=1e-10)  # along the vector of ones it is zero but for rounding
        offsets = inverse @ (weighted.T @ rest)
        found = full / columns.shape[1] + offsets - offsets.mean()
        if coalitions.exhaustive:
            nothing = np.zeros(columns.shape[1])
            return cls(coalitions, gains, found[:n], found[n:], nothing[:n], nothing[n:])
        pulled = (weighted @ inverse) * (rest - rows @ offsets)[:, None]
        moves = spread(pulled, coalitions.draws, coalitions.unseen, columns.shape[1] - 1)
        of_scores = spread(pulled @ _halves(n).T, coalitions.draws, coalitions.unseen, columns.shape[1] - 1)
        return cls(coalitions, gains, found[:n], found[n:], of_scores.errors, moves.errors[n:])

    @property
    def scores(self) -> Floats:
        """(n,) Shapley values: of such a polynomial a unit's own coefficient and half of each of its pairs'.

        They are the model's, too: to be nearest among the linear is to be nearest to the nearest of order 2.
        """
        found: Floats = _halves(len(self.alone)) @ np.concatenate([self.alone, self.pairs])
        return found

    @cached_property
    def residuals(self) -> Floats:
        """(B,) what the polynomial does not tell of the coalitions."""
        found: Floats = self.gains - _columns(self.coalitions.masks) @ np.concatenate([self.alone, self.pairs])
        return found

    def fidelity(self, residuals: Floats) -> float | None:
        """The weighted share of the variance over coalitions that is not in these residuals; None without variance."""
        weights = self.coalitions.weights
        if not weights.sum():
            return None
        spread_of = self.gains - np.average(self.gains, weights=weights)
        whole = float(weights @ spread_of**2)
        return 1 - float(weights @ residuals**2) / whole if whole > 0 else None

    def taylor(self) -> Floats:
        """The Shapley-Taylor pairs: those of the polynomial are its coefficients, and the residuals have theirs.

        A coalition S of s units counts for a pair of which it holds k with the sign of (-1)^k and the weight
        2 / (n C(n-1, s-k)), here over the chance that it is drawn with. Where masks are drawn, the pairs of a unit are
        moved together so that they sum to what its score leaves them.
        """
        masks, n = self.coalitions.masks.astype(np.float64), len(self.alone)
        pulls = self.coalitions.weights * self.residuals
        none, half, both = (_over_chance(n, kept)[self.coalitions.masks.sum(axis=1)] * pulls for kept in range(3))
        single = -(none + half) @ masks  # (n,)
        double = (masks * (none + 2 * half + both)[:, None]).T @ masks  # (n, n)
        first, second = np.triu_indices(n, 1)
        found: Floats = self.pairs + none.sum() + single[first] + single[second] + double[first, second]
        return found if self.coalitions.exhaustive else self._summing(found)

    def _summing(self, pairs: Floats) -> Floats:
        """The nearest pairs that sum, for each unit, to twice what its score is beyond the unit alone."""
        n, sizes = len(self.alone), self.coalitions.masks.sum(axis=1)
        singles = self.coalitions.masks[sizes == 1]
        if len(singles) != n:  # not all enumerated, so what a unit does alone is not known
            return pairs
        alone = singles.T @ self.gains[sizes == 1]
        first, second = np.triu_indices(n, 1)
        sums = np.bincount(first, pairs, n) + np.bincount(second, pairs, n)
        lacking = 2 * (self.scores - alone) - sums
        shift = (lacking - lacking.sum() / (2 * n - 2)) / (n - 2)
        found: Floats = pairs + shift[first] + shift[second]
        return found


def _columns(masks: Masks) -> Floats:
    """(B, n (n + 1) / 2): 1 where a unit is kept, then 1 where both units of a pair are."""
    first, second = np.triu_indices(masks.shape[1], 1)
    return np.concatenate([masks, masks[:, first] & masks[:, second]], axis=1).astype(np.float64)


def _halves(n: int) -> Floats:
    """(n, n (n + 1) / 2): what sums a unit's coefficient and half of each of its pairs'."""
    first, second = np.triu_indices(n, 1)
    belongs = (np.arange(n)[:, None] == first) | (np.arange(n)[:, None] == second)
    return np.concatenate([np.eye(n), belongs / 2], axis=1)


def _over_chance(n: int, kept: int) -> Floats:
    """(n + 1,) by a coalition's size: the weight 2 / (n C(n-1, size - kept)) over its chance; 0 where it has none."""
    sizes = np.arange(1, n)
    chances = size_masses(n)[sizes] / size_counts(n)[sizes]
    others = sizes - kept
    weights = np.where((others >= 0) & (others <= n - 2), 2 / (n * np.maximum(comb(n - 1, others), 1)), 0.0)
    found = np.zeros(n + 1)
    found[1:n] = weights / chances
    return found
