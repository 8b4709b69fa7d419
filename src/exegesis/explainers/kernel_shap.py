"""KernelSHAP: Shapley values by weighted regression on coalitions (Lundberg & Lee, NeurIPS 2017)."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.linalg import pinvh

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Floats, Integers, Masks, TargetScores, Values
from exegesis.data.requests import Game
from exegesis.explainers.assisted import FEWEST, Assisted, MaskAnswers, PlainAnswering, check_assisted
from exegesis.explainers.base import MOST_UNITS, Attribution, ExpectedPasses, Explainer, Steps, check_size
from exegesis.explainers.certainty import Certainty, check_rule
from exegesis.explainers.mask_process import MOST_ROWS, MaskProcess, foretold
from exegesis.explainers.resampling import DrawSpread, spread
from exegesis.explainers.rounds import ending, looks, uncertain
from exegesis.explainers.sampling.coalitions import Coalitions, every_coalition
from exegesis.explainers.sampling.leverage import leverage_coalitions
from exegesis.explainers.sampling.shapley_kernel import kernel_coalitions, sizes_affordable

_SAMPLINGS = ("kernel", "leverage")
_ALWAYS_EXACT = 12
_FIRST_LOOK = 250
_GUESSED = 8000  # coalitions of which a process says what it believes


@dataclass(frozen=True, kw_only=True)
class KernelShap(Explainer):
    """A score is a unit's Shapley value: its mean contribution over all orders in which units can be added.

    With n <= 12 units, or when `samples` >= 2^n, all 2^n masks are asked for and the values are exact; else `samples`
    is the number of masks, the whole and the empty one included. The scores always sum to f(all) - f(none).
    `sampling` "kernel" draws sizes by the Shapley kernel; "leverage" by leverage scores, without replacement (Musco &
    Witter 2024). `paired` adds each mask's complement. `whole_sizes` (kernel only) enumerates the outermost sizes while
    the budget lasts, as the `shap` package does.
    `until_top`: ask in rounds and stop as soon as the so many highest scores are certain at `confidence`, or at
    `samples`; the result is the one that this many samples give without the rule. `assisted`: masks in bfloat16, one
    draw in twenty in float32 too, and all that is enumerated in float32 alone. Both take "kernel" sampling.
    `adjusted`: the scores are those of a process that was fitted to the values (`mask_process`), corrected by the
    regression of what it does not foretell. It takes a fraction of the samples for the same certainty where masks are
    answered smoothly, and no more passes; at most 4,096 samples.

    Standard errors tell how far scores move when masks are drawn anew; None when exact. Diagnostics:
    `convergence_delta`, `exact`, and as in LIME `samples`, `certain_top`, `certain_of`, `stopped_by`, `assisted_...`;
    `foretold`, the share of the values' variance that the process tells of masks it was not shown.
    """

    name: ClassVar[str] = "kernel_shap"
    most_units: ClassVar[int | None] = MOST_UNITS

    samples: int = 2048
    sampling: str = "kernel"
    paired: bool = True
    whole_sizes: bool = True
    baseline: str = "auto"
    until_top: int | None = None
    confidence: float = 0.95
    assisted: bool = False
    adjusted: bool = False

    def __post_init__(self) -> None:
        if self.sampling not in _SAMPLINGS:
            raise unknown("sampling", self.sampling, _SAMPLINGS)
        if self.samples < 4:
            raise InputError(f"samples must be at least 4, not {self.samples}; take a few times the number of units.")

        check_rule(self.until_top, self.confidence)
        check_assisted(self.assisted, self.samples)
        if self.adjusted and (self.assisted or self.samples > MOST_ROWS):
            raise InputError(f"adjusted takes at most {MOST_ROWS:,} samples, and no assisted; leave one of them out.")
        if self.sampling != "kernel" and (self.until_top is not None or self.assisted):
            raise InputError(
                "until_top and assisted need sampling='kernel': leverage sampling draws all rows together."
            )

    def passes(self, game: Game) -> ExpectedPasses:
        """2^n when exact, else the samples; rounds that enumerate more sizes, or float32, may ask for more."""
        n = game.n_units
        if self._exact(n):
            return ExpectedPasses(2**n)
        last = {sizes_affordable(n, count - 2) if self.whole_sizes else 0: count for count in self._looks(n)}
        return ExpectedPasses(min(sum(last.values()), 2**n) * (2 if self.assisted else 1))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the values of all coalitions, at once or in rounds, and solve the regression of every target."""
        check_size(self.name, game.n_units)
        n, looks = game.n_units, self._looks(game.n_units)
        certainty = Certainty.of(n, self.until_top, self.confidence, len(looks))
        exact = self._exact(n)
        source = Assisted() if self.assisted and not exact else PlainAnswering()
        for count in looks:
            coalitions = _with_ends(self.coalitions(n, count, deepcopy(rng)))  # each look begins the same stream
            answers = yield from source.ask(coalitions.masks, coalitions.draws, coalitions.unseen)
            adjusted = _adjusted(coalitions, answers.fitted, rng) if self.adjusted and not exact else None
            found = _attribution(coalitions, answers, certainty, game.counted, adjusted)
            if all(told["certain_top"] >= certainty.top for told in found.diagnostics):
                break
        return found

    def coalitions(self, n: int, samples: int, rng: np.random.Generator) -> Coalitions:
        """The coalitions of n units that are neither empty nor full, with their weights."""
        if self._exact(n):
            return every_coalition(n)
        if self.sampling == "leverage":
            return leverage_coalitions(n, samples - 2, rng, paired=self.paired)
        return kernel_coalitions(n, samples - 2, rng, paired=self.paired, whole_sizes=self.whole_sizes)

    def _looks(self, n: int) -> list[int]:
        if self.until_top is None or self._exact(n):
            return [self.samples]
        first = FEWEST if self.assisted else _FIRST_LOOK
        return looks(max(first, 4 * n), self.samples)

    def _exact(self, n: int) -> bool:
        return n <= _ALWAYS_EXACT or 2**n <= self.samples


def _with_ends(coalitions: Coalitions) -> Coalitions:
    """The same behind the empty and the whole text, which have no weight in the regression."""
    ends = np.repeat([[False], [True]], coalitions.masks.shape[1], axis=1)
    return Coalitions(
        masks=np.concatenate([ends, coalitions.masks]),
        weights=np.concatenate([[0.0, 0.0], coalitions.weights]),
        draws=np.concatenate([[-2, -1], coalitions.draws]),
        unseen=np.concatenate([[0.0, 0.0], coalitions.unseen]),
    )


@dataclass(frozen=True)
class _Believed:
    """What processes believe of all targets: the Shapley values of that, and of each row what others foretell."""

    scores: TargetScores  # (T, n)
    left_out: Values  # (B, T)  the first two rows, the ends, as the processes have them

    def foretold(self, values: Values) -> Floats:
        """(T,) the share of the variance, over the rows behind the ends."""
        return foretold(values[2:], self.left_out[2:])


def _adjusted(coalitions: Coalitions, values: Values, rng: np.random.Generator) -> _Believed:
    """A process for each target, and the regression of its guesses on many more coalitions."""
    n = coalitions.masks.shape[1]
    fresh = np.random.default_rng(deepcopy(rng).integers(2**62))  # other coalitions than those asked for
    many = _with_ends(kernel_coalitions(n, _GUESSED, fresh))
    both, asked = _in_both(many.masks, coalitions.masks)
    scores, left_out = [], []
    for column in values.T:
        process = MaskProcess.fit(coalitions.masks, column, coalitions.draws)
        guesses = process.guess(many.masks)[:, None]
        guesses[both, 0] = process.left_out[asked]  # so that what is enumerated is corrected to what it is
        scores.append(_solve(many, guesses - guesses[0], guesses[1] - guesses[0])[0][0])
        left_out.append(np.concatenate([guesses[:2, 0], process.left_out[2:]]))
    return _Believed(np.array(scores), np.array(left_out).T)


def _in_both(masks: Masks, others: Masks) -> tuple[Integers, Integers]:
    """The rows of masks that stand among the others too, and where there."""
    places = {row.tobytes(): place for place, row in enumerate(np.packbits(others, axis=1))}
    found = np.array([places.get(row.tobytes(), -1) for row in np.packbits(masks, axis=1)])
    return np.flatnonzero(found >= 0), found[found >= 0]


def _attribution(
    coalitions: Coalitions,
    answers: MaskAnswers,
    certainty: Certainty,
    counted: str,
    believed: _Believed | None = None,
) -> Attribution:
    """Scores of all targets, from coalitions whose first two rows are the empty and the whole text."""
    empty, full = answers.fitted[:2]
    rest = answers.fitted if believed is None else answers.fitted - believed.left_out
    scores, spreads = _solve(coalitions, rest - rest[0], rest[1] - rest[0])
    if believed is not None:
        scores = scores + believed.scores
    delta = scores.sum(axis=1) - (full - empty)
    exact = coalitions.exhaustive
    diagnostics = []
    for target, moves in enumerate(spreads):
        certain = certainty.count(scores[target], moves)
        told: dict[str, Any] = {"convergence_delta": float(delta[target]), "exact": exact}
        if believed is not None:
            told["foretold"] = float(believed.foretold(answers.fitted)[target])
        ended = ending(certain, certainty.top, len(coalitions.masks), certainty.until)
        diagnostics.append({**told, **ended, **answers.told[target]})
    few = () if exact else _warnings(coalitions, counted)
    return Attribution(
        scores=scores,
        base_values=empty,
        standard_errors=None if exact else np.array([moves.errors for moves in spreads]),
        diagnostics=tuple(diagnostics),
        warnings=tuple(
            (*few, *uncertain(told, certainty), *assisted)
            for told, assisted in zip(diagnostics, answers.warnings, strict=True)
        ),
    )


def _solve(coalitions: Coalitions, gains: Values, full: Floats) -> tuple[TargetScores, list[DrawSpread]]:
    """Scores (T, n) and their spreads, from `gains` = values - f(none) (B, T) and `full` = f(all) - f(none).

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
        return (full / n + offsets).T, [DrawSpread(np.zeros((1, n)), np.inf)] * len(full)
    residuals, pull = rest - rows @ offsets, weighted @ inverse
    spreads = [spread(pull * r[:, None], coalitions.draws, coalitions.unseen, n - 1) for r in residuals.T]
    return (full / n + offsets).T, spreads


def _warnings(coalitions: Coalitions, counted: str) -> tuple[str, ...]:
    draws, n = int(coalitions.draws[-1]) + 1, coalitions.masks.shape[1]
    if draws >= 2 * n:
        return ()
    rows = len(coalitions.masks)
    return (f"{rows} samples are few for {counted}: the scores owe much to chance; raise samples above {8 * n}.",)
