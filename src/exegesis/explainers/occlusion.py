"""Occlusion: each unit, or each stretch of neighbours, left out in turn (Zeiler & Fergus 2014)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats, Masks, TargetScores, Values
from exegesis.data.requests import Game, Score
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

_NUMBERS_AT_ONCE = 2**23  # cells of masks in one request: a book's words would be too many at once


@dataclass(frozen=True, kw_only=True)
class Occlusion(Explainer):
    """A score is the drop that leaving the unit out causes: f(x) - f(x without it).

    `window`: so many neighbouring units are left out together. Each window's units share its drop equally, and a unit's
    score is its mean share over the windows it stands in, so a phrase that only counts as a whole is seen.

    The scores do not sum to anything: words that can stand in for each other all score low, words that need each other
    all score high. Methods whose scores sum to f(x) - f(baseline) are `partition_shap` and its kin.
    """

    name: ClassVar[str] = "occlusion"
    chance: ClassVar[bool] = False

    window: int = 1
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if isinstance(self.window, bool) or not isinstance(self.window, int) or self.window < 1:
            raise InputError(f"window must be a whole number of units, 1 or more, not {shown(self.window)}.")

    def passes(self, game: Game) -> ExpectedPasses:
        """The whole text, and one for each window."""
        return ExpectedPasses(2 + game.n_units - self._width(game), local=self.window == 1)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the whole text, then for each window's absence, a stretch of the text at a time."""
        n, width = game.n_units, self._width(game)
        whole: Values = yield Score(np.ones((1, n), dtype=np.bool_))
        drops = np.empty((n - width + 1, game.n_targets))
        at_once = max(1, _NUMBERS_AT_ONCE // n)
        for start in range(0, len(drops), at_once):
            stop = min(start + at_once, len(drops))
            values: Values = yield Score(~_windows(start, stop, n, width))
            drops[start:stop] = whole - values
        return Attribution(scores=_shares(drops, n, width))

    def _width(self, game: Game) -> int:
        return min(self.window, game.n_units)


def _windows(start: int, stop: int, n: int, width: int) -> Masks:
    """(stop - start, n): the units of the windows that begin at `start` to `stop`."""
    places = np.arange(n) - np.arange(start, stop)[:, None]
    found: Masks = (places >= 0) & (places < width)
    return found


def _shares(drops: Floats, n: int, width: int) -> TargetScores:
    """Drops (windows, T) shared equally by each window's units, averaged over the windows of a unit: (T, n)."""
    sums, counts = np.zeros((drops.shape[1], n)), np.zeros(n)
    for place in range(width):
        sums[:, place : place + len(drops)] += drops.T / width
        counts[place : place + len(drops)] += 1
    return sums / counts
