"""What an input is changed into: a space of edits, and the input that a choice of them makes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.core.types import Floats
from exegesis.counterfactuals.space import Alternative, Edits
from exegesis.data.kept import AnyKept
from exegesis.data.records import Unit
from exegesis.data.rows import Row
from exegesis.tasks.base import Scene


@dataclass(frozen=True, eq=False)
class ChangedInput:
    """A changed input before the model: a row for each window, the windows' weights (W,), and its scene if needed."""

    rows: list[Row]
    weights: Floats
    scene: Scene | None = None


class Changeable(ABC):
    """An input with the edits that it can have.

    `units`: what may change; `alternatives`: what each may become, none where it must stay.
    """

    units: tuple[Unit, ...]
    alternatives: Sequence[tuple[Alternative, ...]]

    @abstractmethod
    def candidate(self, edits: Edits) -> ChangedInput | None:
        """The changed input before the model; None where the edits leave no input."""

    @abstractmethod
    def changed(self, edits: Edits) -> Any:
        """The changed input, as `explain` takes it; None of kinds of data whose absent units make no input."""

    def old(self, unit: int) -> str:
        """What the unit is, in words."""
        return self.units[unit].text

    def kept(self, edits: Edits) -> AnyKept | None:
        """The changed input as a result keeps it; None of a text, which is a string."""
        return None
