"""What a transformation is: the edits of a draft at some places."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft


class Transformation(ABC):
    """Edits of a draft. `keeps_words`: whether each edit leaves as many words, in their order.

    `changes_meaning`: whether a person would answer otherwise after it: then what it finds is a failed test, no attack.
    """

    keeps_words: ClassVar[bool] = True
    changes_meaning: ClassVar[bool] = False

    def places(self, draft: Draft) -> list[int]:
        """Where it can edit: words' places; the place behind the last word, where something is added there."""
        return [place for place, word in enumerate(draft.words) if any(map(str.isalnum, word))]

    @abstractmethod
    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """Every edit at every one of the places."""


class Replacement(Transformation):
    """Puts other words in a word's place, whatever stands beside it."""

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """Each alternative at each place, written as the word is."""
        for place in places:
            word = draft.words[place]
            for other in self.alternatives(word, rng):
                if other != word:
                    yield draft.replaced(place, other)

    @abstractmethod
    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """What may stand in its place."""


def written_as(word: str, other: str) -> str:
    """`other` in the case of `word`: "Good" gives "Fine", "GOOD" gives "FINE"."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other
