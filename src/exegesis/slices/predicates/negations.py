"""Slices by whether an English text has a negation."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced
from exegesis.slices.words import words_of

_WORDS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "cannot",
        "without",
        "hardly",
        "scarcely",
        "barely",
        "n't",
    ]
)
_ENDS = ("n't", "n’t")


class ByNegation(PredicateKind):
    """Not, no, never, without, hardly and their like, and what ends in n't."""

    name: ClassVar[str] = "negation"
    about: ClassVar[str] = "whether an English text has a negation (not, never, without, n't)"
    form: ClassVar[str] = "yes"
    is_usual: ClassVar[bool] = True
    is_searched: ClassVar[bool] = True

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        holds = sliced.remembered(self.name, lambda: _negated(sliced))
        yield Predicate(self.name, "has a negation", holds)
        yield Predicate(self.name, "has no negation", ~holds)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        if given not in ("", "yes", "no"):
            raise self._nothing_to_name(given, "negation:yes and negation:no")
        has, has_not = self.parts(sliced)
        return has_not if given == "no" else has


def _negated(sliced: Sliced) -> NDArray[np.bool_]:
    return np.array([any(map(_is_negation, words_of(text))) for text in sliced.rows.texts], dtype=np.bool_)


def _is_negation(word: str) -> bool:
    return word in _WORDS or word.endswith(_ENDS)
