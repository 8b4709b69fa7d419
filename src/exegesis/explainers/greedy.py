"""Control: greedy removal, one unit after another (the baseline of the LIME paper, section 5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.core.types import Floats, Masks, Scores, Values
from exegesis.data.requests import Game, Score
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

_STOPS = ("flip", "never")


@dataclass(frozen=True, kw_only=True)
class Greedy(Explainer):
    """A score is the drop that removing the unit caused, after the units listed before it were removed already.

    At each step the unit goes whose removal lowers the target most (even if all removals raise it: the drop is then
    negative), until `features` units are listed; units not listed score 0. Every target has a list of its own.
    `stop` "never" goes on regardless, as in the code of the paper's figures. "flip" stops once the prediction has
    changed, as the paper says: when another of the explained targets has become the largest; with one target, when its
    probability has crossed one half. For a true flip among more than two classes explain all of them together.

    Diagnostics: `order`, the listed units' indices as they were removed; `stopped`: "flip", "features" or "units".
    """

    name: ClassVar[str] = "greedy"
    chance: ClassVar[bool] = False

    features: int = 10
    stop: str = "never"
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if self.stop not in _STOPS:
            raise unknown("stop", self.stop, _STOPS)
        if self.features < 1:
            raise InputError(f"features must be at least 1, not {self.features}; it is the number of units listed.")

    def passes(self, game: Game) -> ExpectedPasses:
        """The text, each unit alone once for all targets, then for each target every unit left, again and again."""
        n, steps = game.n_units, min(self.features, game.n_units)
        return ExpectedPasses(1 + n + game.n_targets * sum(n - step for step in range(1, steps)))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for the text, then at each step for the candidates of all lists that are still growing, at once."""
        values: Values = yield Score(np.ones((1, game.n_units), dtype=np.bool_))
        if self.stop == "flip":
            _check_can_flip(values[0])
        removals = [_Removal(target, values[0], game.n_units) for target in range(game.n_targets)]
        while growing := [removal for removal in removals if not removal.stopped]:
            values = yield Score(np.concatenate([removal.candidates() for removal in growing]))
            for removal, part in zip(growing, _parts(values, growing), strict=True):
                removal.take(part)
                removal.stopped = self._why_stop(removal)
        return Attribution(
            scores=np.array([removal.drops for removal in removals]),
            diagnostics=tuple({"is_control": True, "order": r.order, "stopped": r.stopped} for r in removals),
        )

    def _why_stop(self, removal: "_Removal") -> str:
        if self.stop == "flip" and _answer(removal.values) != _answer(removal.start):
            return "flip"
        if not removal.kept.any():
            return "units"
        return "features" if len(removal.order) >= self.features else ""


@dataclass
class _Removal:
    """One target's list as it grows."""

    target: int
    start: Floats  # (T,) values of the whole text
    n: int
    order: list[int] = field(default_factory=list)
    stopped: str = ""

    def __post_init__(self) -> None:
        self.values = self.start
        self.kept: NDArray[np.bool_] = np.ones(self.n, dtype=np.bool_)
        self.drops: Scores = np.zeros(self.n)

    def candidates(self) -> Masks:
        """(m, n): one mask for each unit still kept, without it."""
        units = np.flatnonzero(self.kept)
        masks = np.tile(self.kept, (len(units), 1))
        masks[np.arange(len(units)), units] = False
        return masks

    def take(self, values: Values) -> None:
        """Remove the unit whose candidate (m, T) lowers the target most; the first of equals."""
        drops = self.values[self.target] - values[:, self.target]
        best = int(np.argmax(np.round(drops, 6)))
        unit = int(np.flatnonzero(self.kept)[best])
        self.drops[unit] = drops[best]
        self.kept[unit] = False
        self.order.append(unit)
        self.values = values[best]


def _parts(values: Values, removals: list[_Removal]) -> Iterator[Values]:
    """The reply cut into each list's own rows."""
    stops = np.cumsum([int(removal.kept.sum()) for removal in removals])
    return iter(np.split(values, stops[:-1]))


def _check_can_flip(values: Floats) -> None:
    if len(values) == 1 and not 0 <= values[0] <= 1:
        raise UnsupportedError(
            "stop='flip' needs a probability when one target is explained; use output='probability', "
            "explain all targets together, or use stop='never'."
        )


def _answer(values: Floats) -> int:
    """The largest target, the first of equals; for a single one, whether it reaches one half."""
    rounded = np.round(values, 6)
    return int(np.argmax(rounded)) if len(values) > 1 else int(rounded[0] >= 0.5)
