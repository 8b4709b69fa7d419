"""A kind of data that is neither text nor tokens, and a model that is a sum over its units: all answers are known.

An input is a line of numbers, each a unit. Target t of the model is `bias[t] + sum_i weights[t, i] * number_i`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.types import Floats, Integers, Masks, Outputs
from exegesis.data.inputs import Document
from exegesis.data.place import Column
from exegesis.data.records import Baseline, Fingerprint, Unit, Window
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.modalities.masker import Masker, Neighbourhood, Sampler
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

NUMBERS = np.array([1.0, -2.0, 0.5, 3.0, 1.5, -1.0])
WEIGHTS = np.array([[0.5, 1.0, -2.0, 0.25, 0.0, 3.0], [-1.0, 0.5, 4.0, 1.0, 0.0, -0.5]])
BIAS = np.array([0.75, -0.25])
# No number twice in a column, nor that of the input: masks differ in all their rows.
BACKGROUND = np.array(
    [[0.0, 1.0, 2.0, -3.0, 4.0, 5.0], [2.0, -1.0, 0.0, 1.0, 0.5, 0.5], [4.0, 0.0, 1.0, 0.0, 1.0, 0.0]]
)
SHARES = np.array([0.5, 0.3, 0.2])


@dataclass(frozen=True)
class Cells:
    """One input: numbers at `places` of the line, all of them or those of one window."""

    numbers: tuple[float, ...]
    places: tuple[int, ...]

    @property
    def key(self) -> bytes:
        return repr((self.numbers, self.places)).encode()

    @property
    def size(self) -> int:
        return len(self.numbers)


def cells(numbers: Floats, places: Integers | None = None) -> Cells:
    """The input of these numbers."""
    places = np.arange(len(numbers)) if places is None else places
    return Cells(tuple(numbers[places].tolist()), tuple(places.tolist()))


class Additive(Model):
    """The sum. `ran` is every row that it was run on."""

    name = "additive"

    def __init__(self, kind: str = "regression") -> None:
        self.kind, self.scale = kind, "value" if kind == "regression" else "logit"
        self.ran: list[Row] = []

    @property
    def labels(self) -> tuple[str, ...]:
        return "first", "second"

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Any = None) -> Outputs:
        self.ran += rows
        return np.array([BIAS + WEIGHTS[:, row.places] @ row.numbers for row in rows if isinstance(row, Cells)])

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.name, None, None, None, {})


class Baselined(Masker):
    """An absent number becomes that of a fixed line; or of each of several, with weights. Windows are halves."""

    def __init__(self, halves: bool = False, background: Floats | None = None, tree: UnitTree | None = None) -> None:
        count = len(NUMBERS)
        self.windows = (np.arange(count // 2), np.arange(count // 2, count)) if halves else (np.arange(count),)
        self.absent = np.zeros((1, count)) if background is None else background
        self.draws = np.ones(1) if background is None else SHARES[: len(background)] / SHARES[: len(background)].sum()
        self._tree = tree

    def units_of(self, window: int) -> Integers:
        return self.windows[window]

    def rows(self, window: int, masks: Masks) -> list[Row]:
        places = self.windows[window]
        return [cells(np.where(mask, NUMBERS, line), places) for mask in masks for line in self.absent]

    def tree(self) -> UnitTree | None:
        return self._tree

    @property
    def weights(self) -> Floats:
        """(T, n) what each unit adds to each target: all scores of an exact method."""
        share = 0.5 if len(self.windows) == 2 else 1.0  # of each window in the mean that is explained
        return share * WEIGHTS * (NUMBERS - self.draws @ self.absent)


class Swapping(Baselined):
    """Draws neighbours too: each number somewhere on the way from nothing to twice itself."""

    def neighbours(self, count: int, rng: np.random.Generator) -> Neighbourhood:
        units = np.concatenate([np.ones((1, len(NUMBERS))), rng.uniform(0, 2, (count - 1, len(NUMBERS)))])
        distances = np.sqrt(((units - 1) ** 2).sum(axis=1))
        return Neighbourhood([cells(line * NUMBERS) for line in units], units, distances, width=2.0)


class OnlySwapping:
    """A kind of data whose units cannot be absent."""

    weights = WEIGHTS * NUMBERS

    def neighbours(self, count: int, rng: np.random.Generator) -> Neighbourhood:
        return Swapping().neighbours(count, rng)


def units() -> tuple[Unit, ...]:
    """The numbers, as units that stand in no text."""
    return tuple(Unit(f"cell <{place}>", at=Column(place)) for place in range(len(NUMBERS)))


def bound(masker: Masker | Sampler, model: Model | None = None) -> tuple[Engine, Problem]:
    """The problem of explaining both sums (or another model's outputs), and an engine over the model."""
    engine = Engine(model or Additive())
    parts = masker.windows if isinstance(masker, Baselined) else (np.arange(len(NUMBERS)),)
    windows = tuple(Window(0, 0, 1 / len(parts)) for _ in parts)
    scene = Scene(Document("", ()), windows, (), data=tuple(cells(NUMBERS, places) for places in parts))
    aimed = Classification(engine.model).aim(scene, ["first", "second"], engine.look)
    return engine, Problem(
        model=engine.model,
        scene=scene,
        unit="column",
        units=units(),
        targets=aimed.targets,
        predictions=aimed.predictions,
        readout=aimed.readout,
        row_readout=aimed.readout,
        masker=masker,
        baseline=Baseline("zero", "an absent number is 0", None),
    )
