"""What an explainer may ask for, and what it is sent back.

An explainer is a generator: it yields one of these requests and receives the reply named beside it. It never sees a
model, so it is pure arithmetic and can be tested by driving it with a toy function.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.plurals import plural
from exegesis.core.types import Floats, Integers, Masks, PointGradients, Points, TargetScores, Values
from exegesis.data.areas import Areas, Rasters
from exegesis.data.tree import UnitTree, balanced

PRECISIONS = ("float32", "bfloat16")  # in which passes may be made
# What a method may need of a model beyond its answers: what adapters/capabilities.py knows by these names.
Need: TypeAlias = Literal["attentions", "classes", "embeddings", "gradients", "pixels", "trees"]
_DUST = 1e-9  # of what was given out: what rounding leaves of a rest that is none
_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Score:
    """The targets' values for masked inputs. Reply: `Values` (B, T).

    `precision`: "float32" or "bfloat16" for these masks alone; None leaves it to the engine.
    """

    masks: Masks
    precision: str | None = None


@dataclass(frozen=True)
class Neighbours:
    """The targets' values for inputs near the explained one that its kind of data draws itself: a table's values
    swapped, no unit removed. Reply: `NeighbourReply`. Only where `Game.neighbours`.

    `known`: of so many first ones the values are known already, and not sent again.
    """

    count: int
    rng: np.random.Generator
    known: int = 0


@dataclass(frozen=True, eq=False)
class Blend:
    """The targets' values for images that are there in part, pixel by pixel: 1 as they are, 0 as where they are absent.

    Reply: `Values` (B, T). Only where `Game.pixels`.
    """

    masks: NDArray[np.float32]  # (B, rows, columns) in 0..1


@dataclass(frozen=True)
class Ends:
    """Both ends of the path at the place where gradients are taken. Reply: `PathEnds`."""


@dataclass(frozen=True)
class Gradients:
    """Values and gradients at points of that place. Reply: `PointReply`. Ask for as many as `Game.points_at_once`."""

    points: Points  # (S, P, D)


@dataclass(frozen=True)
class Gram:
    """E^T E of the word-embedding matrix E (vocabulary, D), for the one-hot norm |E g|. Reply: `Floats` (D, D)."""


@dataclass(frozen=True)
class Attentions:
    """Attention weights of the whole text in one window. Reply: `AttentionReply`."""

    window: int


@dataclass(frozen=True)
class Predict:
    """All the model's outputs for other texts (probabilities or values). Reply: `Outputs` (B, C)."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class TreeShapley:
    """Shapley values that a library reads off the model's trees, in a game ("auto": the model's own). Reply:
    `TreeReply`."""

    game: str


Request: TypeAlias = Score | Neighbours | Blend | Ends | Gradients | Gram | Attentions | Predict | TreeShapley


@dataclass(frozen=True)
class NeighbourReply:
    """Neighbours as an explainer sees them; row 0 is the input itself."""

    units: Floats  # (B, n)  how much of each unit is there: 1 or 0, or a value
    distances: Floats  # (B,)
    values: Values  # (B - known, T)
    width: float  # of the kernel that suits these distances


@dataclass(frozen=True)
class PathEnds:
    """The input x and its baselines x' (K of them) at the place where gradients are taken."""

    input: NDArray[np.float32]  # (P, D)
    baselines: NDArray[np.float32]  # (K, P, D)


@dataclass(frozen=True)
class PointReply:
    """Values and gradients at the points asked for."""

    values: Values  # (S, T)
    gradients: PointGradients  # (S, T, P, D)


@dataclass(frozen=True)
class TreeReply:
    """Shapley values of the units, and the numbers that they should sum from and to; which game, by which library."""

    scores: TargetScores  # (T, n)
    base_values: Floats  # (T,)
    values: Floats  # (T,)
    game: str
    library: str


@dataclass(frozen=True)
class AttentionReply:
    """Attention of one window: rows attend to columns. `readouts`: for each target the positions that it is read at."""

    weights: NDArray[np.float32]  # (layers, heads, L, L)
    readouts: tuple[tuple[int, ...], ...]


Reply: TypeAlias = Values | NeighbourReply | PathEnds | PointReply | Floats | AttentionReply | TreeReply


def driven(steps: Generator[_Asked, _Told, _Result], answer: Callable[[_Asked], _Told]) -> _Result:
    """What a generator of requests returns when each is answered as it comes."""
    reply: Any = None  # a generator begins by being sent None
    while True:
        try:
            request = steps.send(reply)
        except StopIteration as stop:
            result: _Result = stop.value
            return result
        reply = answer(request)


@dataclass(frozen=True)
class Game:
    """All that a method may know of what it explains: plain data, no model.

    `positions` are the word pieces of all windows, one window after another; `position_units` gives each its unit, -1
    for special tokens. Positions exist only where the model gives gradients or attentions. `grow` makes the tree of the
    units, if their kind of data has one, and `halve` the one that goes by their places alone; each is called when a
    method first asks for `tree` or `halves`.

    Of an image positions are pixels of the model's input, or cells of a layer's map, on a `grid`; `areas` says how much
    of each unit every one shows. `pixels` are the image's own: (rows, columns), the unit of each, -1 for none.

    `noun`: what a unit is called where a method speaks to people.
    """

    units: tuple[str, ...]
    n_targets: int = 1
    gaps: tuple[str, ...] = ()  # the text between unit i and unit i+1; () when unknown (all adjacent)
    outputs_of_targets: tuple[int, ...] = ()  # the model's output that each target reads
    position_units: Integers | None = None  # (P,)
    windows: tuple[tuple[int, int], ...] = ()  # (start, stop) of each window's positions
    window_weights: tuple[float, ...] = (1.0,)
    points_at_once: int = 8
    areas: Areas | None = field(default=None, repr=False, compare=False)
    grid: tuple[int, int] | None = None
    pixels: Integers | None = field(default=None, repr=False, compare=False)
    neighbours: bool = False  # the kind of data draws neighbours of its own, and LIME asks for these
    noun: str = "unit"
    grow: Callable[[], UnitTree | None] | None = field(default=None, repr=False, compare=False)
    halve: Callable[[], UnitTree | None] | None = field(default=None, repr=False, compare=False)

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.units)

    @property
    def counted(self) -> str:
        """How many, with their noun: "51 words"."""
        return plural(self.n_units, self.noun)

    @property
    def n_positions(self) -> int:
        """How many positions there are over all windows."""
        if self.grid is not None:
            return self.grid[0] * self.grid[1]
        return 0 if self.position_units is None else len(self.position_units)

    @cached_property
    def known_tree(self) -> UnitTree | None:
        """Which units belong together, where their kind of data knows; grown when a method first asks."""
        return None if self.grow is None else self.grow()

    @cached_property
    def tree(self) -> UnitTree:
        """The same; where nothing is known the balanced tree over the units in their order."""
        return self.known_tree or balanced(self.n_units)

    @cached_property
    def halves(self) -> UnitTree:
        """The tree that knows only where units stand: of an image its halves, else the tree over the units' order."""
        return (None if self.halve is None else self.halve()) or balanced(self.n_units)

    def per_unit(self, per_position: Floats) -> tuple[Floats, Floats]:
        """Sums (..., P) over the positions of each unit: (..., n_units); and what is of no unit: (...,).

        Of a text special tokens hold that, of an image what the model sees beside the regions.
        """
        if self.areas is not None:
            shares = self.areas.sums(per_position)
            rest = np.asarray(per_position.sum(axis=-1) - shares.sum(axis=-1), dtype=np.float64)
            return shares, np.where(np.abs(rest) > _DUST * np.abs(per_position).sum(axis=-1), rest, 0.0)
        if self.position_units is None:
            raise ValueError("this game has no positions")
        owned = self.position_units >= 0
        sums = np.zeros((*per_position.shape[:-1], self.n_units))
        np.add.at(np.moveaxis(sums, -1, 0), self.position_units[owned], np.moveaxis(per_position[..., owned], -1, 0))
        return sums, np.asarray(per_position[..., ~owned].sum(axis=-1), dtype=np.float64)

    @property
    def others(self) -> str:
        """What positions of no unit are called among diagnostics."""
        return "special_tokens" if self.areas is None else "no_unit"

    def rasters(self, per_position: Floats, is_smooth: bool = False) -> Rasters | None:
        """Numbers (T, P) on the grid of positions, to be shown as they are; None where there is no grid."""
        if self.grid is None:
            return None
        return Rasters(np.asarray(per_position).reshape(-1, *self.grid), is_smooth=is_smooth)
