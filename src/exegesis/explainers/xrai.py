"""XRAI: regions grown one after another, the one of the densest integrated gradients first."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.types import Floats
from exegesis.data.requests import Ends, Game, Gradients, Need, PathEnds, PointReply, Request
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.gradient import stretches
from exegesis.explainers.path_reached import SMALLEST_CHANGE
from exegesis.explainers.path_rules import path_rule
from exegesis.explainers.xrai_regions import grown, segments

_MISS = 0.1  # of the change, by which the gradients may miss it unsaid
CHANNELS = ("maximum", "sum")
_LEANS = (
    "Of each pixel's colours the largest score is taken, so these lean towards the target and sum to no change; "
    "channels='sum' does."
)


@dataclass(frozen=True, kw_only=True)
class Xrai(Explainer):
    """XRAI (Kapishnikov et al. 2019) as its authors' `saliency` package computes it. Needs scikit-image.

    Integrated gradients from a black and a white image (`baseline`: others) are averaged; segments are felzenszwalb's
    of six scales on the model's input, widened by `dilation` pixels; then the segment whose pixels not taken yet have
    the densest gradients is taken, again and again, if it adds `smallest` pixels or more. Every pixel gets the density
    of what it was taken with; a region's score is the sum over its pixels.

    `channels`: "maximum", the largest of a pixel's red, green and blue as in the package, which leans towards what
    speaks for the target; or "sum", with which the scores sum to f(x) - f(baseline).
    `steps`: Gauss-Legendre nodes of each path.

    Diagnostics: `convergence_delta` of the integrated gradients, before the maximum is taken.
    """

    name: ClassVar[str] = "xrai"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients", "pixels"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)

    steps: int = 32
    baseline: str | tuple[str, ...] = "auto"
    channels: str = "maximum"
    dilation: int = 5
    smallest: int = 50

    def __post_init__(self) -> None:
        path_rule("gausslegendre", self.steps)
        if self.channels not in CHANNELS:
            raise unknown("channels", self.channels, CHANNELS)
        for name, least in (("dilation", 0), ("smallest", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InputError(f"{name} must be a whole number of pixels, {least} or more, not {shown(value)}.")

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """The paths of all baselines, then arithmetic."""
        if game.grid is None or game.areas is None:
            raise UnsupportedError("xrai is for images.")
        ends: PathEnds = yield Ends()
        found = yield from self._integrated(game, ends)  # (T, P, D)
        values: PointReply = yield Gradients(ends.input[None])
        bases = yield from _values(game, ends)
        per_pixel = found.max(axis=2) if self.channels == "maximum" else found.sum(axis=2)
        pieces = segments(ends.input.reshape(*game.grid, -1), self.dilation)
        maps = np.stack([grown(one, pieces, self.smallest) for one in per_pixel])
        change = values.values[0] - bases
        delta = found.sum(axis=(1, 2)) - change
        return Attribution(
            scores=game.areas.sums(maps),
            base_values=bases,
            diagnostics=tuple({"convergence_delta": float(one), "segments": len(pieces)} for one in delta),
            warnings=tuple(self._said(*pair) for pair in zip(delta, change, strict=True)),
            rasters=game.rasters(maps),
        )

    def passes(self, game: Game) -> ExpectedPasses:
        """The nodes of each path, and its ends."""
        paths = 2 if self.baseline == "auto" else 1 if isinstance(self.baseline, str) else len(self.baseline)
        points = paths * (self.steps + 1) + 1
        return ExpectedPasses(points, points * game.n_targets)

    def _said(self, delta: float, change: float) -> tuple[str, ...]:
        leans = (_LEANS,) if self.channels == "maximum" else ()
        if abs(delta) <= _MISS * max(abs(change), SMALLEST_CHANGE):
            return leans
        return (
            *leans,
            f"After {self.steps} steps the gradients miss the change they explain by {delta:+.2g} "
            "(convergence_delta); give more.",
        )

    def _integrated(self, game: Game, ends: PathEnds) -> Generator[Request, Any, Floats]:
        """(T, P, D): the gradient along each path times its way, the mean over the paths; channels are kept apart."""
        rule = path_rule("gausslegendre", self.steps)
        total = np.zeros((game.n_targets, *ends.input.shape))
        for start in ends.baselines:
            way = ends.input - start
            for part in stretches(self.steps, game.points_at_once):
                points = start + rule.nodes[part, None, None].astype(np.float32) * way
                reply: PointReply = yield Gradients(points)
                total += np.einsum("s,stpd->tpd", rule.weights[part], reply.gradients) * way
        return total / len(ends.baselines)


def _values(game: Game, ends: PathEnds) -> Generator[Request, Any, Floats]:
    """(T,) mean f of the baselines."""
    values = []
    for part in stretches(len(ends.baselines), game.points_at_once):
        reply: PointReply = yield Gradients(ends.baselines[part])
        values.append(reply.values)
    return np.asarray(np.concatenate(values).mean(axis=0))
