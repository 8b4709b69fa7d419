"""How targets' numbers are read off a model's output, the same for whole rows of masks and on the way to gradients."""

from typing import Protocol

from exegesis.adapters.reads import Read
from exegesis.core.types import Floats, Outputs, Values


class Readout(Protocol):
    """From the model's output to the targets' values, window by window and then over all windows."""

    weights: Floats  # (W,)  of each window in the value; 0 where no target reads it

    def key(self, window: int) -> str:
        """Rows of windows with equal keys are read alike, so their outputs may be remembered for one another."""

    def of_rows(self, window: int) -> Read | None:
        """What is read off rows of this window: (B, K). None: all of the model's outputs."""

    def of_points(self, window: int) -> Read:
        """The targets' values (S, T) on the way to gradients, before the window's weight."""

    def values(self, read: Outputs) -> Values:
        """What was read of all windows (..., W, K) as the targets' values (..., T)."""

    def positions(self, window: int) -> tuple[tuple[int, ...], ...] | None:
        """For each target the positions that it reads; None where the model's head decides that."""
