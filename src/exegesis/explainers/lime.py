"""LIME: a weighted linear model fitted around the input (Ribeiro, Singh, Guestrin, KDD 2016)."""

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.core.plurals import plural
from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.data.requests import Game, NeighbourReply, Neighbours, Score
from exegesis.explainers.assisted import EVERY, FEWEST, Assisted, MaskAnswers, PlainAnswering, check_assisted
from exegesis.explainers.base import MOST_UNITS, Attribution, ExpectedPasses, Explainer, Steps, check_size
from exegesis.explainers.certainty import Certainty, check_rule
from exegesis.explainers.lime_selection import SELECTIONS, select
from exegesis.explainers.lime_surrogate import LinearSurrogate, Near, WeightedRows
from exegesis.explainers.rounds import ending, looks, uncertain
from exegesis.explainers.sampling.paired import draw_numbers
from exegesis.explainers.sampling.uniform import kept_by_coin, kept_uniform, removed_uniform

_Draws: TypeAlias = tuple[Integers, Floats]

_PAPER_FEATURES = 10
_FIRST_LOOK = 250
_WIDTH = 25.0  # of the kernel over cosine distances, which run from 0 to 100
_MASKS = {"library": removed_uniform, "paper": kept_uniform, "image": kept_by_coin}


@dataclass(frozen=True, kw_only=True)
class Lime(Explainer):
    """A score is the weight of a unit's presence in a linear model of the target, fitted close to the input.

    Close are masked inputs; where the kind of data draws neighbours of its own (a table's values swapped for others)
    these, with its own distances. Then `paired` and `assisted` are refused. How they are drawn `sampler` says:
    of a table "library" (usual: as the package), "around", "from_rows" or "conditional", or "masks" for masked inputs;
    and `bins` how its numbers are cut before: "quartile" (usual), "decile", "entropy" or "none".

    `preset` "library" is the `lime` package 0.2.0.1: an intercept and a ridge penalty of 1, which draws scores a
    little towards 0. "paper" is the authors' experiment code: no intercept, K-LASSO, no penalty in the end. "image" is
    what the package does with images: as "library", but each unit is kept with chance 1/2, not in pairs, and
    superpixels are its quickshift where no `unit` is named.
    `samples`: masks drawn, the whole text included (the package takes 5,000, the paper 15,000).
    `until_top`: ask in rounds and stop as soon as the so many highest scores are certain at `confidence`, or at
    `samples`; the result is the one that this many samples give without the rule.
    `paired`: each mask with its complement; None means yes for the library preset and no for the others.
    `assisted`: masks in bfloat16, one draw in twenty in float32 too, which correct the rest.
    `features`: at most this many units get a score, the others 0; None means 10 for the paper's preset, else all (of a
    text the package itself takes 10). `selection` picks them: "auto" is the preset's own way, for the paper the lasso
    path, for the others forward selection up to 6 units and highest weights beyond.
    `kernel_width`: None means 25 for masks, whose cosine distances run to 100, and what neighbours come with.
    `mode` "bag-of-words" makes all occurrences of a word one unit. A single unit is scored by its removal.

    Standard errors tell how far scores move when masks are drawn anew, the chosen units kept; NaN for units not chosen.
    Diagnostics: `weighted_r2` (None if the target never varied, or for a single unit), `intercept`, `local_prediction`
    (the surrogate's value for the whole input), `samples`; `certain_top`, how many of the `certain_of` highest scores
    are certainly the highest (of a fit of all units, whatever `features` says); with the rule `stopped_by`, "certainty"
    or "samples"; if assisted `assisted_correlation` of both precisions, `assisted_share` of masks in float32, and
    `assisted_error`, the standard deviation of what bfloat16 leaves unexplained.
    LIME does not promise that scores add up to anything.
    """

    name: ClassVar[str] = "lime"
    asks: ClassVar[tuple[type, ...]] = (Score, Neighbours)
    most_units: ClassVar[int | None] = MOST_UNITS

    preset: str = "library"
    samples: int = 2000
    paired: bool | None = None
    features: int | None = None
    selection: str = "auto"
    kernel_width: float | None = None
    mode: str = "position"
    baseline: str = "auto"
    sampler: str = "auto"
    bins: str = "auto"
    until_top: int | None = None
    confidence: float = 0.95
    assisted: bool = False

    def __post_init__(self) -> None:
        if self.preset not in _MASKS:
            raise unknown("preset", self.preset, _MASKS)
        if self.selection not in SELECTIONS:
            raise unknown("selection", self.selection, SELECTIONS)
        if self.samples < 2:
            raise InputError(f"samples must be at least 2, not {self.samples}; LIME takes 2,000 if you do not say.")
        if self.features is not None and self.features < 1:
            raise InputError(f"features must be at least 1, not {self.features}; leave it out to score every unit.")
        if self.kernel_width is not None and not self.kernel_width > 0:
            raise InputError(f"kernel_width must be above 0, not {self.kernel_width}; LIME's own is 25.")
        check_rule(self.until_top, self.confidence)
        check_assisted(self.assisted, self.samples)

    @property
    def output_of_classes(self) -> str | None:
        """Log-odds for the library preset: they add up where probabilities saturate. Probability for the others."""
        return "log-odds" if self.preset == "library" else None

    @property
    def superpixels(self) -> str | None:
        """Quickshift where it is to be the package's."""
        return "quickshift" if self.preset == "image" else None

    def passes(self, game: Game) -> ExpectedPasses:
        """The samples, fewer where there are not so many different masks; some twice if assisted."""
        if game.neighbours:
            return ExpectedPasses(self.samples)
        different = 2 ** min(game.n_units, 60)
        twice = min(2 + self.samples // EVERY + 1, different) if self.assisted and game.n_units > 1 else 0
        return ExpectedPasses(min(self.samples, different) + twice)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the values of the masks, all at once or in rounds, and fit each target."""
        check_size(self.name, game.n_units)
        if game.neighbours:
            return (yield from self._around(game, rng))
        self._check_masks()
        if game.n_units == 1:
            values: Values = yield Score(np.array([[True], [False]]))
            return replace(_single_unit(values), settings={"kernel_width": self.kernel_width or _WIDTH})
        masks, looks = self.masks(game.n_units, rng), self._looks(game.n_units)
        draws, unseen = _draws(len(masks), self._paired)
        certainty = Certainty.of(game.n_units, self.until_top, self.confidence, len(looks))
        source = Assisted() if self.assisted else PlainAnswering()
        for count in looks:
            answers = yield from source.ask(masks[:count], draws[:count], unseen[:count])
            found = self._of_masks(masks[:count], answers, certainty, game.counted)
            if all(told["certain_top"] >= certainty.top for told in found.diagnostics):
                break
        return found

    def _around(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for neighbours that the kind of data draws itself, all at once or in rounds, and fit each target."""
        if self.assisted:
            raise UnsupportedError("assisted goes with masks, and inputs of this kind have neighbours; leave it out.")
        if self.paired is not None:
            raise UnsupportedError("paired goes with masks, and inputs of this kind have neighbours; leave it out.")
        looks = self._looks(game.n_units)
        certainty = Certainty.of(game.n_units, self.until_top, self.confidence, len(looks))
        values: Values = np.empty((0, game.n_targets))
        for count in looks:
            reply: NeighbourReply = yield Neighbours(count, deepcopy(rng), len(values))  # the stream begins anew
            near = Near(reply.units, reply.distances, self.kernel_width or reply.width)
            values = np.concatenate([values, reply.values])
            found = self._attribution(near, MaskAnswers.plain(values), certainty, game.counted, paired=False)
            if all(told["certain_top"] >= certainty.top for told in found.diagnostics):
                break
        return found

    def _check_masks(self) -> None:
        for name, value in (("sampler", self.sampler), ("bins", self.bins)):
            if value not in ("auto", "masks"):
                raise UnsupportedError(
                    f"{name}={value!r} is for neighbours that are no masks, as those of a table's row; leave it out."
                )

    def masks(self, n: int, rng: np.random.Generator) -> Masks:
        """(samples, n) the masks of this preset, for n >= 2 units; row 0 keeps all."""
        return _MASKS[self.preset](n, self.samples, rng, paired=self._paired)

    def attribute(self, masks: Masks, values: Values) -> Attribution:
        """The surrogates of all targets, from masks (B, n), row 0 keeping all, and their values (B, T)."""
        certainty = Certainty.of(masks.shape[1], self.until_top, self.confidence)
        return self._of_masks(masks, MaskAnswers.plain(values), certainty, plural(masks.shape[1], "unit"))

    def _of_masks(self, masks: Masks, answers: MaskAnswers, certainty: Certainty, counted: str) -> Attribution:
        near = Near.masks(masks, self.kernel_width or _WIDTH)
        found = self._attribution(near, answers, certainty, counted, self._paired)
        return replace(found, base_values=_value_of_nothing(masks, answers.best))

    def _attribution(
        self, near: Near, answers: MaskAnswers, certainty: Certainty, counted: str, paired: bool
    ) -> Attribution:
        build = WeightedRows.paper if self.preset == "paper" else WeightedRows.library
        data, draws = build(near, answers.fitted), _draws(len(near.rows), paired)
        samples, n = near.rows.shape
        n_targets = answers.fitted.shape[1]
        scores, errors = np.zeros((n_targets, n)), np.full((n_targets, n), np.nan)
        diagnostics: list[dict[str, Any]] = [{}] * n_targets
        for chosen, targets in self._choices(data, n_targets):
            fit = self._fit(data, chosen, targets, draws, certainty)
            scores[np.ix_(targets, chosen)] = fit.coefficients
            errors[np.ix_(targets, chosen)] = fit.standard_errors
            # Which scores are the highest is asked of all units: those not chosen have no errors.
            every = fit if len(chosen) == n else self._fit(data, np.arange(n), targets, draws, certainty)
            for row, target in enumerate(targets):
                end = ending(every.certain[row], certainty.top, samples, certainty.until)
                told = _diagnostics(fit, row, near.rows[0, chosen])
                diagnostics[target] = {**told, **end, **answers.told[target]}
        warnings = [
            (*_warnings(samples, n, counted), *uncertain(told, certainty), *assisted)
            for told, assisted in zip(diagnostics, answers.warnings, strict=True)
        ]
        return Attribution(
            scores=scores,
            standard_errors=errors,
            diagnostics=tuple(diagnostics),
            warnings=tuple(warnings),
            settings={
                "paired": paired,
                "features": self._features,
                "selection": self._selection,
                "kernel_width": near.width,
            },
        )

    def _fit(
        self, data: WeightedRows, chosen: Integers, targets: Integers, draws: _Draws, certainty: Certainty
    ) -> LinearSurrogate:
        alpha = 0.0 if self.preset == "paper" else 1.0
        return data.fit(chosen, targets, alpha, *draws, certainty)

    def _looks(self, n: int) -> list[int]:
        """After how many samples it is asked whether to stop; odd, so that pairs stay whole behind the whole text."""
        if self.until_top is None:
            return [self.samples]
        first = FEWEST if self.assisted else _FIRST_LOOK
        return [*(count + 1 for count in looks(max(first, 4 * n), self.samples - 1)[:-1]), self.samples]

    @property
    def _paired(self) -> bool:
        return self.preset == "library" if self.paired is None else self.paired

    @property
    def _features(self) -> int | None:
        return _PAPER_FEATURES if self.features is None and self.preset == "paper" else self.features

    @property
    def _selection(self) -> str:
        if self._features is None:
            return "none"
        if self.selection == "auto" and self.preset == "paper":
            return "lasso_path"
        return self.selection

    def _choices(self, data: WeightedRows, n_targets: int) -> list[tuple[Integers, Integers]]:
        """(chosen units, targets) pairs: targets that chose the same units are fitted together."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for target in range(n_targets):
            chosen = select(data, target, self._features or len(data.gram), self._selection)
            groups.setdefault(tuple(np.sort(chosen).tolist()), []).append(target)
        return [(np.array(chosen), np.array(targets)) for chosen, targets in groups.items()]


def _draws(rows: int, paired: bool) -> _Draws:
    """The draw of each row, and its chance to be another next time: the whole input is always there."""
    draws = np.concatenate([[0], 1 + draw_numbers(rows - 1, paired)])
    return draws, np.repeat([0.0, 1.0], [1, rows - 1])


def _single_unit(values: Values) -> Attribution:
    difference = values[0] - values[1]
    diagnostics = tuple(
        {"weighted_r2": None, "intercept": float(off), "local_prediction": float(on), **ending(1, 1, 2, False)}
        for on, off in values.T
    )
    return Attribution(
        scores=difference[:, None],
        base_values=values[1],
        standard_errors=np.zeros((len(difference), 1)),
        diagnostics=diagnostics,
    )


def _diagnostics(fit: LinearSurrogate, row: int, whole: Masks | Floats) -> dict[str, Any]:
    """`whole` (k,): the chosen units of the input itself."""
    return {
        "weighted_r2": fit.weighted_r2[row],
        "intercept": float(fit.intercepts[row]),
        "local_prediction": float(fit.intercepts[row] + fit.coefficients[row] @ whole),
    }


def _value_of_nothing(masks: Masks, values: Values) -> Floats | None:
    """(T,) at the mask that keeps no unit, if it was drawn."""
    empty = np.flatnonzero(~masks.any(axis=1))
    return values[empty[0]] if len(empty) else None


def _warnings(samples: int, n: int, counted: str) -> tuple[str, ...]:
    if samples >= 2 * n:
        return ()
    return (f"{samples} samples are few for {counted}: the scores owe much to chance; raise samples above {4 * n}.",)
