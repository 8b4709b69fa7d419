"""What turns the meaning round: tests of a model, not attacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.transformations.base import Transformation
from exegesis.core.errors import InputError

_VERBS = ("is", "are", "was", "were", "will", "would", "should", "could", "can", "has", "had", "does", "did", "do")


@dataclass(frozen=True)
class Clause(Transformation):
    """Appends a clause, such as one that takes back what was said ("..., which was not true")."""

    clauses: Sequence[str] = (", which was not true", ", or so they say, but it is not so")

    keeps_words: ClassVar[bool] = False
    changes_meaning: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if isinstance(self.clauses, str) or not all(isinstance(one, str) and one.strip() for one in self.clauses):
            raise InputError("clauses is a list of texts, none of them empty.")

    def places(self, draft: Draft) -> list[int]:
        """Behind the last word."""
        return [len(draft.words)]

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """Each clause, before the mark that ends the text."""
        for clause in self.clauses:
            yield _behind(draft, clause)


@dataclass(frozen=True)
class Negation(Transformation):
    """Puts "not" behind a verb ("is not"), twice where `double` ("is not not"), which says the same again."""

    double: bool = False

    keeps_words: ClassVar[bool] = False
    changes_meaning: ClassVar[bool] = True

    def places(self, draft: Draft) -> list[int]:
        """Behind the verbs that take it."""
        return [place for place, word in enumerate(draft.words) if word.lower() in _VERBS]

    def edits(self, draft: Draft, places: Sequence[int], rng: np.random.Generator) -> Iterable[Draft]:
        """As the class says."""
        for place in places:
            once = draft.inserted(place + 1, "not")
            yield once.inserted(place + 1, "not") if self.double else once


def _behind(draft: Draft, clause: str) -> Draft:
    if draft.words and draft.words[-1] in {".", "!", "?"}:
        return draft.inserted(len(draft.words) - 1, clause).tight(len(draft.words) - 1)
    return draft.appended(clause)
