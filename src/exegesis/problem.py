"""The waist: a model, a task, a text and its targets, bound. Does no input or output and runs no pass of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from exegesis.adapters.base import Model
from exegesis.explanation import Baseline, Prediction, Target, Unit, Window
from exegesis.maskers.text import Masker
from exegesis.requests import Game
from exegesis.rows import Tokens
from exegesis.tasks.classification import Classification
from exegesis.types import Floats, Integers, Outputs, Values

# About 128 MB of float32 in one reply of gradients, however long the text is.
_NUMBERS_AT_ONCE = 2**25
_MOST_POINTS_AT_ONCE = 16


@dataclass(frozen=True)
class Problem:
    """What one explainer is asked to explain, and all that the engine needs to answer it."""

    model: Model
    task: Classification
    text: str
    unit: str
    units: tuple[Unit, ...]
    windows: tuple[Window, ...]
    prediction: Prediction
    targets: tuple[Target, ...]
    masker: Masker
    baseline: Baseline  # of the masker: what an absent unit becomes
    tokens: tuple[Tokens, ...] = ()  # of each window; () for a black box
    position_units: tuple[Integers, ...] = ()  # for each window (L,): the unit of each position, -1 for special tokens
    baselines: tuple[str, ...] = ("pad",)  # of the gradient methods
    layer: str | None = None
    width: int = 1  # of the vectors at the place where gradients are taken

    @cached_property
    def weights(self) -> Floats:
        """The windows' weights (W,), summing to 1."""
        return np.array([window.weight for window in self.windows])

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each window's positions stand among all positions."""
        stops = np.cumsum([len(owners) for owners in self.position_units])
        return tuple(slice(int(stop) - len(o), int(stop)) for stop, o in zip(stops, self.position_units, strict=True))

    @cached_property
    def game(self) -> Game:
        """All that a method may know of this problem."""
        positions = np.concatenate(self.position_units) if self.position_units else None
        numbers = (0 if positions is None else len(positions)) * self.width * len(self.targets)
        return Game(
            units=tuple(unit.text for unit in self.units),
            n_targets=len(self.targets),
            gaps=_gaps(self.text, self.units),
            outputs_of_targets=tuple(target.index for target in self.targets),
            position_units=positions,
            windows=tuple((part.start, part.stop) for part in self.slices),
            window_weights=tuple(window.weight for window in self.windows),
            points_at_once=int(np.clip(_NUMBERS_AT_ONCE // max(numbers, 1), 1, _MOST_POINTS_AT_ONCE)),
        )

    def values(self, outputs: Outputs) -> Values:
        """Raw outputs of all windows (..., W, C) to the targets' values (..., T): the weighted mean over windows."""
        mean: Values = np.einsum("w,...wt->...t", self.weights, self.task.values(outputs, self.targets))
        return mean


def _gaps(text: str, units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(text[left.spans[0].end : right.spans[0].start] for left, right in pairwise(units))
