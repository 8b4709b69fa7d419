"""Shapley values of trees, by the library that grew them or by the shap package (Lundberg et al. 2020)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import unknown
from exegesis.data.requests import Game, Need, TreeReply, TreeShapley
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

_GAMES = ("auto", "path-dependent", "interventional")
_NEAR = 1e-5  # of the change: what float32 in the library leaves


@dataclass(frozen=True, kw_only=True)
class TreeShap(Explainer):
    """Shapley values read off the model's trees, exact and fast; columns of a group of one-hots are summed.

    `game`: "path-dependent" by xgboost and lightgbm themselves (an absent column goes both ways at its splits, by the
    shares of training rows), or "interventional" by the shap package (an absent column has what rows of the background
    have). They differ where columns go together. "auto" is the first for boosted trees of these two, the second for all
    others. The first explains the sum of the trees: of two classes log-odds, of more a logit.

    Diagnostics: `convergence_delta`. A warning where it is more than float32 leaves: then the answer is not the sum of
    the trees, or columns that have no score have a part in it.
    """

    name: ClassVar[str] = "tree_shap"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"trees"})
    asks: ClassVar[tuple[type, ...]] = (TreeShapley,)

    game: str = "auto"

    def __post_init__(self) -> None:
        if self.game not in _GAMES:
            raise unknown("game", self.game, _GAMES)

    @property
    def output_of_classes(self) -> str | None:
        """Log-odds, which the trees of two classes sum to."""
        return "log-odds"

    @property
    def output_of_several(self) -> str | None:
        """Each of more classes has a sum of its own."""
        return "logit"

    def passes(self, game: Game) -> ExpectedPasses:
        """None: the trees are read."""
        return ExpectedPasses(0)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the values, and say how far they are from summing up."""
        reply: TreeReply = yield TreeShapley(self.game)
        deltas = reply.scores.sum(axis=1) - (reply.values - reply.base_values)
        far = np.abs(deltas) > _NEAR * np.maximum(1.0, np.abs(reply.values))
        return Attribution(
            scores=reply.scores,
            base_values=reply.base_values,
            diagnostics=tuple({"convergence_delta": float(delta)} for delta in deltas),
            warnings=tuple((_told(float(delta)),) if is_far else () for delta, is_far in zip(deltas, far, strict=True)),
            settings={"game": reply.game, "library": reply.library},
        )


def _told(delta: float) -> str:
    return (
        f"The scores are {delta:+.3g} off the change that they should sum to: the model's answer is not the sum of its "
        "trees (an objective with a link of its own), or columns without a score have a part in it."
    )
