"""How much of each unit every position stands for: a pixel of the model's input shows a little of several regions."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.core.types import Floats


@dataclass(frozen=True, eq=False)
class Areas:
    """`parts` (n, P), a sparse matrix: how much of unit i position p shows. `wholes` (P,): how much it shows in all.

    What a position shows of no unit is missing from its column of `parts`.
    """

    parts: Any
    wholes: Floats

    def sums(self, per_position: Floats) -> Floats:
        """Numbers (..., P) given out to units by the parts of each position: (..., n). What is of no unit is lost."""
        return self._weighed(per_position / np.maximum(self.wholes, 1e-12))

    def means(self, per_position: Floats) -> Floats:
        """The mean over the area of each unit (..., n); 0 of a unit that no position shows."""
        areas = np.asarray(self.parts.sum(axis=1)).ravel()
        return np.asarray(self._weighed(per_position) / np.where(areas > 0, areas, 1.0))

    def unseen(self) -> Floats:
        """(n,) whether no position shows the unit."""
        return np.asarray(np.asarray(self.parts.sum(axis=1)).ravel() == 0)

    def _weighed(self, per_position: Floats) -> Floats:
        flat = np.reshape(per_position, (-1, per_position.shape[-1]))
        found = np.asarray(self.parts @ flat.T).T
        return np.asarray(found.reshape(*per_position.shape[:-1], -1))


@dataclass(frozen=True, eq=False)
class Rasters:
    """What a method knows finer than by units: numbers (T, rows, columns), one raster a target.

    `at_pixels`: of the image's own pixels; else of the grid of positions. `is_smooth`: what lies between the middles of
    two cells is between their numbers.
    """

    values: Floats
    at_pixels: bool = False
    is_smooth: bool = False
