"""A simulated person: marks a known artefact word with one probability and a good word with another."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.types import Integers


@dataclass(frozen=True, eq=False)
class Person:
    """`artefacts` (words,) says which words are. `p`: marks one of these; `q`: marks another, by mistake."""

    artefacts: NDArray[np.bool_]
    p: float
    q: float

    def __post_init__(self) -> None:
        for name, value in (("p", self.p), ("q", self.q)):
            if not 0 <= value <= 1:
                raise InputError(f"{name} is a probability, not {value}.")

    def opinion(self, rng: np.random.Generator) -> NDArray[np.bool_]:
        """(words,) which words this person would mark on seeing them; one opinion a word."""
        return rng.random(len(self.artefacts)) < np.where(self.artefacts, self.p, self.q)

    def marks(self, seen: Iterable[int], rng: np.random.Generator) -> Integers:
        """Of the words seen, those marked, in order."""
        opinion = self.opinion(rng)
        return np.array(sorted(word for word in set(seen) if opinion[word]), dtype=np.int64)
