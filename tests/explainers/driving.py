"""Drives an explainer's generator with toy functions in the place of an engine."""

from collections.abc import Callable
from typing import Any

import numpy as np

from exegesis.core.randomness import stream
from exegesis.data.requests import Game, Predict, Score, driven
from exegesis.explainers.base import Attribution, Explainer


def drive(
    explainer: Explainer,
    game: Game,
    f: Callable[[Any], Any],
    seed: int = 0,
    f_texts: Callable[[list[str]], Any] | None = None,
    f_cheap: Callable[[Any], Any] | None = None,
) -> Attribution:
    """What `explainer` returns when masks (B, n) have the values f(masks) (B, T) or (B,), and texts f_texts(texts).

    Masks asked for in bfloat16 have the values f_cheap(masks), f(masks) where that is not given.
    """

    def answer(request: Any) -> Any:
        if isinstance(request, Score):
            own = f_cheap if request.precision == "bfloat16" and f_cheap is not None else f
            return np.asarray(own(request.masks), dtype=np.float64).reshape(len(request.masks), game.n_targets)
        assert isinstance(request, Predict), request
        assert f_texts is not None
        return np.asarray(f_texts(list(request.texts)), dtype=np.float64)

    return attributed(explainer, game, answer, seed)


def attributed(explainer: Explainer, game: Game, answer: Callable[[Any], Any], seed: int = 0) -> Attribution:
    """What `explainer` returns when each request has the reply answer(request)."""
    return driven(explainer.explain(game, stream(seed, "toy")), answer)


def game_of(n: int, n_targets: int = 1) -> Game:
    """A game of n nameless units."""
    return Game(units=tuple(f"u{i}" for i in range(n)), n_targets=n_targets)
