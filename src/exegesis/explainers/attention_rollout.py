"""Attention rollout: attention multiplied through the layers, read at the position that the head reads."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats
from exegesis.data.requests import AttentionReply, Attentions, Game, Need
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

NOT_ATTRIBUTION = (
    "Attention is not attribution: the scores are shares of attention, unsigned, and for no class in particular."
)


@dataclass(frozen=True, kw_only=True)
class AttentionRollout(Explainer):
    """Attention rollout (Abnar & Zuidema 2020, section 3).

    Each layer's attention is the mean over its heads, mixed half and half with the identity for the residual
    connection, its rows made to sum to 1; the product over the layers, last layer leftmost, is read at the head's
    position (of a target read at several, their mean). Scores are shares from 0 to 1 which, with `special_tokens`,
    sum to 1. Long texts: windows' weighted sum.
    """

    name: ClassVar[str] = "attention_rollout"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"attentions"})
    asks: ClassVar[tuple[type, ...]] = (Attentions,)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """One request for each window."""
        positions = np.zeros((game.n_targets, game.n_positions))
        for window, (start, stop) in enumerate(game.windows):
            if game.window_weights[window] == 0:
                continue
            reply: AttentionReply = yield Attentions(window)
            shares = rollout(reply.weights)
            for target, places in enumerate(reply.readouts):
                if places:
                    positions[target, start:stop] = game.window_weights[window] * shares[list(places)].mean(axis=0)
        scores, special = game.per_unit(positions)
        return Attribution(
            scores=scores,
            diagnostics=tuple({"signed": False, "special_tokens": float(held)} for held in special),
            warnings=((NOT_ATTRIBUTION,),) * game.n_targets,
        )

    def passes(self, game: Game) -> ExpectedPasses:
        """The whole text once."""
        return ExpectedPasses(1)


def rollout(weights: NDArray[Any]) -> Floats:
    """Attention (layers, heads, L, L) to the share (L, L) that each position (row) draws from each input (column)."""
    size = weights.shape[-1]
    shares = np.eye(size)
    for layer in weights.mean(axis=1, dtype=np.float64):
        mixed = 0.5 * layer + 0.5 * np.eye(size)
        shares = (mixed / mixed.sum(axis=-1, keepdims=True)) @ shares
    return shares
