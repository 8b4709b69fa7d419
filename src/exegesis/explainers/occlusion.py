"""Occlusion: each unit, or each stretch of neighbours, left out in turn (Zeiler & Fergus 2014)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.errors import InputError
from exegesis.explainers.base import Attribution, Explainer, Passes, Steps
from exegesis.requests import Game, Score
from exegesis.types import Floats, Masks, Values


@dataclass(frozen=True, kw_only=True)
class Occlusion(Explainer):
    """A score is the drop that leaving the unit out causes: f(x) - f(x without it).

    `window`: so many neighbouring units are left out together. Each window's units share its drop equally, and a unit's
    score is its mean share over the windows it stands in, so a phrase that only counts as a whole is seen.

    The scores do not sum to anything: words that can stand in for each other all score low, words that need each other
    all score high. Methods whose scores sum to f(x) - f(baseline) are `partition_shap` and its kin.
    """

    name: ClassVar[str] = "occlusion"

    window: int = 1
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if isinstance(self.window, bool) or not isinstance(self.window, int) or self.window < 1:
            raise InputError(f"window must be a whole number of units, 1 or more, not {self.window!r}.")

    def passes(self, game: Game) -> Passes:
        """The whole text, and one for each window."""
        return Passes(1 + len(_windows(game.n_units, self.window)), local=self.window == 1)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the whole text and for each window's absence, all at once."""
        windows = _windows(game.n_units, self.window)
        values: Values = yield Score(np.concatenate([np.ones((1, game.n_units), dtype=np.bool_), ~windows]))
        drops = values[0] - values[1:]  # (windows, T)
        weights: Floats = windows / windows.sum(axis=1, keepdims=True)  # equal shares of each window
        return Attribution(scores=drops.T @ (weights / windows.sum(axis=0)))


def _windows(n: int, width: int) -> Masks:
    """(windows, n): the units of each stretch of `width` neighbours, or all units where there are fewer."""
    width = min(width, n)
    places = np.arange(n) - np.arange(n - width + 1)[:, None]
    return (places >= 0) & (places < width)
