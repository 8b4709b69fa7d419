"""The waist: a model, an input and its targets, bound. Does no input or output and runs no pass of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats, Integers, Span
from exegesis.data.kept import AnyKept
from exegesis.data.records import Baseline, Part, Prediction, Target, Unit, Window
from exegesis.data.requests import Game
from exegesis.data.rows import Tokens
from exegesis.engine.entrance import Entrance
from exegesis.modalities.masker import Blender, Masker, Sampler
from exegesis.modalities.text.tree import gaps_between
from exegesis.tasks.base import Scene
from exegesis.tasks.readouts import Readout

# About 128 MB of float32 in one reply of gradients, however long the text is.
_NUMBERS_AT_ONCE = 2**25
_MOST_POINTS_AT_ONCE = 16


@dataclass(frozen=True)
class Problem:
    """What one explainer is asked to explain, and all that the engine needs to answer it."""

    model: Model
    scene: Scene
    unit: str
    units: tuple[Unit, ...]
    targets: tuple[Target, ...]
    predictions: tuple[Prediction, ...]  # for each target the answer that it is about
    readout: Readout  # of rows with units replaced or as they are
    row_readout: Readout  # of the masker's rows, which may be shorter
    masker: Masker | Sampler  # of this kind of data
    baseline: Baseline  # of the masker: what an absent unit becomes
    tokens: tuple[Tokens, ...] = ()  # of each window, with all that may not be touched marked; () for a black box
    position_units: tuple[Integers, ...] = ()  # for each window (L,): the unit of each position, -1 for special tokens
    baselines: tuple[str, ...] = ("pad",)  # of the gradient methods
    layer: str | None = None
    width: int = 1  # of the vectors at the place where gradients are taken
    entrance: Entrance | None = None  # that place, of what is no text
    unseen: tuple[Span, ...] = ()  # visible characters of which the model gets nothing
    notes: tuple[str, ...] = ()  # what a reader must know of the units
    phrases: tuple[str, ...] = ()  # the caller's own, of which every occurrence is a unit
    segmented: tuple[Span, ...] = ()  # the spans that the caller's own segmenter gave
    kept: AnyKept | None = None  # of what is no text
    unit_settings: Mapping[str, Any] = field(default_factory=dict)  # how the units were found, where that has settings

    @property
    def text(self) -> str:
        """The characters that all spans count."""
        return self.scene.document.text

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text's named parts, where there are several."""
        parts = self.scene.document.parts
        return parts if len(parts) > 1 else ()

    @property
    def windows(self) -> tuple[Window, ...]:
        """The stretches that the model reads at once."""
        return self.scene.windows

    @property
    def weights(self) -> Floats:
        """The windows' weights (W,) in the values: of a class they sum to 1; 0 for one that no target reads."""
        return self.readout.weights

    @property
    def masks(self) -> Masker:
        """What makes inputs of keep masks; `UnsupportedError` where the kind of data has neighbours alone."""
        if not isinstance(self.masker, Masker):
            raise UnsupportedError("inputs of this kind have neighbours and no masks; explain them by lime.")
        return self.masker

    @property
    def sampler(self) -> Sampler:
        """What draws neighbours; `UnsupportedError` where the kind of data has masks alone."""
        if not isinstance(self.masker, Sampler):
            raise UnsupportedError("inputs of this kind have masks and draw no neighbours of their own.")
        return self.masker

    @property
    def blender(self) -> Blender:
        """What makes inputs that are there in part; `UnsupportedError` where the kind of data has no pixels."""
        if not isinstance(self.masker, Blender):
            raise UnsupportedError("inputs of this kind have no pixels that could be there in part.")
        return self.masker

    @property
    def draws(self) -> int:
        """How many inputs each mask stands for."""
        return len(self.masker.draws) if isinstance(self.masker, Masker) else 1

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
        entrance = self.entrance
        if entrance is not None:
            numbers = entrance.input.size * len(self.targets)
        return Game(
            units=tuple(unit.text for unit in self.units),
            n_targets=len(self.targets),
            noun=self.unit,
            gaps=gaps_between(self.text, self.units) if self.text else (),
            neighbours=isinstance(self.masker, Sampler),
            grow=self.masker.tree if isinstance(self.masker, Masker) else None,
            halve=self.masker.halves if isinstance(self.masker, Masker) else None,
            outputs_of_targets=tuple(target.index for target in self.targets),
            position_units=positions,
            windows=tuple((part.start, part.stop) for part in self.slices),
            window_weights=tuple(map(float, self.weights)),
            areas=None if entrance is None else entrance.areas,
            grid=None if entrance is None else entrance.grid,
            pixels=self.masker.regions if isinstance(self.masker, Blender) else None,
            points_at_once=int(np.clip(_NUMBERS_AT_ONCE // max(numbers, 1), 1, _MOST_POINTS_AT_ONCE)),
        )
