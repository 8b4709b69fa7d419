"""The one abstract layer of every method: settings as fields, a generator of requests as `explain`."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeAlias

import numpy as np

from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats, TargetScores
from exegesis.data.areas import Rasters
from exegesis.data.requests import Game, Need, Request, Score


@dataclass(frozen=True)
class GroupScore:
    """A phrase: its units, the index of its parent group (None for the root), one score per target."""

    units: tuple[int, ...]
    parent: int | None
    scores: tuple[float, ...]  # (T,)


@dataclass(frozen=True)
class Attribution:
    """What a method returns for all targets at once; `api` turns it into one Explanation per target."""

    scores: TargetScores  # (T, n)
    base_values: Floats | None = None  # (T,)  f(baseline), where the method computed it
    standard_errors: Floats | None = None  # (T, n)
    groups: tuple[GroupScore, ...] = ()
    pairs: TargetScores | None = None  # (T, n (n - 1) / 2)  of each two units, as `np.triu_indices(n, 1)` counts them
    pair_errors: Floats | None = None  # the same shape
    diagnostics: tuple[Mapping[str, Any], ...] = ()  # one per target
    warnings: tuple[tuple[str, ...], ...] = ()  # one per target
    settings: Mapping[str, Any] = field(default_factory=dict)  # what was chosen where the setting said "auto"
    rasters: Rasters | None = None  # what is known finer than by units, of an image


MOST_UNITS = 5000


def check_size(name: str, n_units: int) -> None:
    """`UnsupportedError` where a method whose memory grows with the square of the units has too many of them."""
    if n_units > MOST_UNITS:
        raise UnsupportedError(
            f"{name} cannot weigh {n_units:,} units at once (at most {MOST_UNITS:,}); use larger "
            "units (of a text, unit='sentence'), or partition_shap or occlusion, which can."
        )


class ExpectedPasses(NamedTuple):
    """An upper estimate of the model passes to come, counted in masked inputs or points (not windows)."""

    forward: int
    backward: int = 0
    local: bool = False  # each mask changes one unit, so of a long text one window or two


Steps: TypeAlias = Generator[Request, Any, Attribution]


@dataclass(frozen=True, kw_only=True)
class Explainer(ABC):
    """A method with its settings and no model inside. Subclasses are frozen dataclasses whose fields are the settings.

    `needs` names what the model must give ("embeddings" are a word-embedding matrix). `asks`: requests of which the
    kind of data must answer one; () where nothing is asked.
    Settings that several methods have carry the same name in all: samples, steps, rule, baseline, layer. A method that
    has a field `baseline` or `layer` only declares it; the Problem acts on it. `chance`: whether another seed may give
    other scores.
    """

    name: ClassVar[str]
    chance: ClassVar[bool] = True
    needs: ClassVar[frozenset[Need]] = frozenset()
    asks: ClassVar[tuple[type, ...]] = (Score,)
    most_units: ClassVar[int | None] = None  # above which it refuses, as its settings are by default
    at_map: ClassVar[bool] = False  # gradients are taken at a layer's map, of an image
    bulky: ClassVar[frozenset[str]] = frozenset()  # settings that are too large for a record of what was asked

    @property
    def output_of_classes(self) -> str | None:
        """The unit in which it explains a class of a model that gives logits; None: the task's own.

        It holds where the caller names no `output`.
        """
        return None

    @property
    def output_of_several(self) -> str | None:
        """The same of more than two classes, where that is another one."""
        return None

    @property
    def superpixels(self) -> str | None:
        """How it has images cut where the caller names no unit; None: the usual way."""
        return None

    @abstractmethod
    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Yield requests, receive replies, return the attribution. All randomness comes from `rng`."""

    @abstractmethod
    def passes(self, game: Game) -> ExpectedPasses:
        """How many passes `explain` will ask for at most, so that the cost can be told beforehand."""
