"""Drives an explainer's generator with toy functions in the place of an engine."""

from collections.abc import Callable
from typing import Any

import numpy as np

from exegesis.core.randomness import stream
from exegesis.data.requests import Game, Predict, Score
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
    steps = explainer.explain(game, stream(seed, "toy"))
    reply: Any = None
    while True:
        try:
            request = steps.send(reply)
        except StopIteration as stop:
            return stop.value
        if isinstance(request, Score):
            answer = f_cheap if request.precision == "bfloat16" and f_cheap is not None else f
            reply = np.asarray(answer(request.masks), dtype=np.float64).reshape(len(request.masks), game.n_targets)
        else:
            assert isinstance(request, Predict), request
            assert f_texts is not None
            reply = np.asarray(f_texts(list(request.texts)), dtype=np.float64)


def game_of(n: int, n_targets: int = 1) -> Game:
    """A game of n nameless units."""
    return Game(units=tuple(f"u{i}" for i in range(n)), n_targets=n_targets)
