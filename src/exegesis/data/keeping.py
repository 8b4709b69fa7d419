"""What an explanation keeps of an input that is no text: enough to draw it and to ask again."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from exegesis.data.inputs import AnyInput
    from exegesis.data.records import Unit


class Kept(ABC):
    """The record of one kind of data inside an explanation, as JSON; a class for each kind."""

    kind: ClassVar[str]  # of data, as a model says what it reads

    @property
    @abstractmethod
    def input(self) -> "AnyInput":
        """The input itself; `InputError` where it was not kept, or kept with less than it had."""

    @property
    @abstractmethod
    def digest(self) -> str:
        """What tells inputs of this kind apart, in hexadecimal."""

    @property
    @abstractmethod
    def size(self) -> str:
        """How large it is, as it is said: "224 × 224 pixels"."""

    def together(self, units: "Sequence[Unit]") -> str:
        """What several units are called that are scored as one."""
        return ", ".join(unit.text for unit in units)

    @abstractmethod
    def cut(self, units: "Sequence[Unit]") -> Any:
        """What `unit=` asks for these same units again; `InputError` where they are none of this input."""
