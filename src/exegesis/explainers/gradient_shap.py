"""GradientSHAP: integrated gradients by chance, at random points between random baselines and the (noisy) input."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.types import Floats
from exegesis.data.requests import Ends, Game, Gradients, Need, PathEnds, PointReply
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.gradient import stretches
from exegesis.explainers.integrated_gradients import EndReplies, at_ends, other_words
from exegesis.explainers.smooth_grad import check_sampling, spread, standard_errors


@dataclass(frozen=True, kw_only=True)
class GradientShap(Explainer):
    """GradientSHAP (expected gradients; Lundberg & Lee 2017, Erion et al. 2021). Unit: the target's.

    Each of `samples` draws one of the baselines x', a uniform place on the path to the input, and Gaussian noise on
    the input with the standard deviation `noise` x its range; it contributes gradient x (noisy input - x').
    The mean estimates what integrated gradients give with the same `baseline` (see there) and `layer`.

    Diagnostics: `convergence_delta` = sum of scores and of `special_tokens` - (f(x) - mean f(x')), and
    `convergence_standard_error`, what chance alone makes of it.
    """

    name: ClassVar[str] = "gradient_shap"
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)

    samples: int = 50
    noise: float = 0.0
    baseline: str | tuple[str, ...] = "auto"
    layer: str | None = None

    def __post_init__(self) -> None:
        check_sampling(self.samples, self.noise)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Gradients at random points, a memory's worth at a time."""
        ends: PathEnds = yield Ends()
        known = yield from at_ends(game, ends)
        starts = rng.integers(len(ends.baselines), size=self.samples)
        places = rng.random(self.samples)
        width = self.noise * spread(ends.input)
        found = np.zeros((self.samples, game.n_targets, game.n_positions))
        for part in stretches(self.samples, game.points_at_once):
            start = ends.baselines[starts[part]]
            noise = width * rng.standard_normal(start.shape) if width else np.zeros(1)
            ways = ends.input + noise - start  # (s, P, D)
            points = (start + places[part, None, None] * ways).astype(np.float32)
            reply: PointReply = yield Gradients(points)
            found[part] = np.einsum("stpd,spd->stp", reply.gradients, ways)
        return _attribution(game, found, known)

    def passes(self, game: Game) -> ExpectedPasses:
        """One point a sample, and both ends."""
        points = self.samples + 1 + (1 if isinstance(self.baseline, str) else len(self.baseline))
        return ExpectedPasses(points, points * game.n_targets)


def _attribution(game: Game, found: Floats, known: EndReplies) -> Attribution:
    units, special = game.per_unit(found)  # (S, T, n), (S, T)
    scores, held = units.mean(axis=0), special.mean(axis=0)
    totals = found.sum(axis=2)
    delta = totals.mean(axis=0) - known.change
    by_chance = standard_errors(totals)
    return Attribution(
        scores=scores,
        base_values=known.base_values,
        standard_errors=standard_errors(units),
        diagnostics=tuple(
            {
                "convergence_delta": float(delta[t]),
                "convergence_standard_error": None if by_chance is None else float(by_chance[t]),
                game.others: float(held[t]),
            }
            for t in range(game.n_targets)
        ),
        warnings=tuple(other_words(game, scores[t], float(held[t])) for t in range(game.n_targets)),
        rasters=game.rasters(found.mean(axis=0)),
    )
