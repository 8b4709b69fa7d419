"""Rounds of work that follow from one another, and which of them is the present one: what lineages have in common."""

from dataclasses import replace
from typing import Any, Generic, Protocol, Self, TypeVar

from exegesis.core.errors import InputError
from exegesis.core.types import Count


class NumberedRound(Protocol):
    """One training, by its place among all."""

    @property
    def number(self) -> int:
        """From 0."""


R = TypeVar("R", bound=NumberedRound)


class RoundTree(Generic[R]):
    """What a frozen dataclass of `rounds` and the `current` one can do. Going back changes that alone: none is lost."""

    rounds: tuple[R, ...]
    current: Count | None

    def __post_init__(self) -> None:
        if [one.number for one in self.rounds] != list(range(len(self.rounds))):
            raise ValueError("rounds are missing")
        if self.current is not None:
            self.round(self.current)

    def round(self, number: int) -> R:
        """One of them; `InputError` for a number that is none."""
        if type(number) is not int or not 0 <= number < len(self.rounds):
            there = f"rounds 0 to {len(self.rounds) - 1}" if self.rounds else "no round yet: retrain first"
            raise InputError(f"there is no round {number}; the project has {there}.")
        return self.rounds[number]

    def grown(self, made: R) -> Self:
        """With a round more, which is then the present one."""
        return self._with(rounds=(*self.rounds, made), current=made.number)

    def back(self, number: int) -> Self:
        """With that round as the present one."""
        return self._with(current=self.round(number).number)

    def _with(self, **changes: Any) -> Self:
        itself: Any = self  # a dataclass, as all that inherit this are
        made: Self = replace(itself, **changes)
        return made
