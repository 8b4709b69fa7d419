"""What a kind of data is asked: keep masks to inputs, and the tree that its units form."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Integers, Masks
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree


class Masker(ABC):
    """Turns keep masks of all units into inputs, window by window: one masker for each kind of data and baseline."""

    @abstractmethod
    def units_of(self, window: int) -> Integers:
        """Indices of the units that stand in this window: no other unit changes its inputs."""

    @abstractmethod
    def rows(self, window: int, masks: Masks) -> list[Row]:
        """The inputs for this window, one for each keep mask (B, n_units)."""

    def row(self, window: int, keep: NDArray[np.bool_]) -> Row:
        """The input for this window when only the units with `keep` (n_units,) are there."""
        return self.rows(window, keep[None])[0]

    def tree(self) -> UnitTree | None:
        """Which units belong together; None where nothing is known but their order."""
        return None
