"""The rounds of a project: what each was trained without, from what, and how well it did."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from exegesis.core.errors import InputError
from exegesis.core.types import Count
from exegesis.data.result import Result


@dataclass(frozen=True)
class RoundAccuracy:
    """On some texts, which the fingerprint names."""

    value: float
    texts: int
    fingerprint: str


@dataclass(frozen=True)
class Round:
    """One training. `words`: all it was trained without; `removed` and `returned`: in what it differs from its parent.

    `weights`: the folder of its model in the project, None where the model is no bag of words that can be packed;
    `sha256`: of that folder's weights.
    """

    number: int
    parent: int | None
    when: str
    words: tuple[str, ...]
    removed: tuple[str, ...]
    returned: tuple[str, ...]
    absent: tuple[str, ...]
    way: str
    vocabulary: int | None
    accuracy: Mapping[str, RoundAccuracy]  # "held out", "real world"
    data: str  # fingerprint of the training texts
    settings: Mapping[str, Any]
    weights: str | None
    sha256: str | None


@dataclass(frozen=True)
class Lineage(Result, noun="a lineage"):
    """All rounds, and which of them is the present one. Going back changes that alone: no round is lost."""

    rounds: tuple[Round, ...] = ()
    current: Count | None = None

    def __post_init__(self) -> None:
        if [one.number for one in self.rounds] != list(range(len(self.rounds))):
            raise ValueError("rounds are missing")
        if self.current is not None:
            self.round(self.current)

    def round(self, number: int) -> Round:
        """One of them; `InputError` for a number that is none."""
        if type(number) is not int or not 0 <= number < len(self.rounds):
            there = f"rounds 0 to {len(self.rounds) - 1}" if self.rounds else "no round yet: retrain first"
            raise InputError(f"there is no round {number}; the project has {there}.")
        return self.rounds[number]

    def grown(self, made: Round) -> Self:
        """With a round more, which is then the present one."""
        return replace(self, rounds=(*self.rounds, made), current=made.number)

    def back(self, number: int) -> Self:
        """With that round as the present one."""
        return replace(self, current=self.round(number).number)
