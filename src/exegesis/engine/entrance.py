"""Where gradients are taken of what is no text: numbers on a grid enter a torch module, or stand in for a layer's."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesPointGradients
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.reads import Read
from exegesis.core.types import Points
from exegesis.data.areas import Areas
from exegesis.data.requests import PathEnds, PointReply
from exegesis.data.rows import DataRow
from exegesis.engine.meter import Meter

_HELD = 4  # times what a pass holds is held on the way to gradients: so many fewer are taken at once


@dataclass(frozen=True, eq=False)
class Entrance:
    """Positions of one input, what stands at them, and how they belong to its units.

    `entering` (D, rows, columns): what the input enters as. `absent`: the inputs of the baselines, () for zeros.
    `at`: the layer whose map the positions are; None: they are what enters. `rectangle`: what the grid of positions
    covers of the image, (top, left, bottom, right) in its pixels, backwards where it is mirrored.
    """

    model: GivesPointGradients
    row: DataRow
    entering: NDArray[np.float32]
    absent: tuple[DataRow, ...]
    areas: Areas
    rectangle: tuple[float, float, float, float]
    at: FeatureMap | None = None

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of positions."""
        rows, columns = self.entering.shape[1:]
        return (rows, columns) if self.at is None else self.at.grid

    @property
    def paths(self) -> int:
        """Baselines that there are, zeros among them."""
        return max(1, len(self.absent))

    @property
    def width(self) -> int:
        """How long one vector is."""
        return int(self.input.shape[1])

    @cached_property
    def input(self) -> NDArray[np.float32]:
        """(P, D) of the input."""
        return self._vectors(self.entering)

    def ends(self, meter: Meter) -> PathEnds:
        """The input and its baselines (K, P, D)."""
        if not self.absent:
            return PathEnds(self.input, np.zeros((1, *self.input.shape), np.float32))
        if self.at is not None:
            meter.forward([self.row, *self.absent])
        return PathEnds(self.input, np.stack([self._vectors(self.model.entering(row)) for row in self.absent]))

    def at_once(self, budget: int) -> int:
        """Points whose gradients are taken together, where a batch may hold so many pixels."""
        return max(1, budget // (_HELD * int(np.prod(self.entering.shape[1:]))))

    def gradients(self, points: Points, read: Read) -> PointReply:
        """Values (S, T) and gradients (S, T, P, D) at points (S, P, D)."""
        return self.model.point_gradients(
            points, self.grid, read, None if self.at is None else (self.at, self.entering)
        )

    def _vectors(self, entering: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.at is None:
            return np.ascontiguousarray(entering.reshape(len(entering), -1).T)
        return self.model.mapped(entering, self.at)
