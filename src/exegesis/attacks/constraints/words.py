"""Which words may be edited, and how many of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exegesis.attacks.constraints.base import Constraint
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import InputError, check_count

# The usual English function words, with the pieces that tokenised texts cut them into.
_FUNCTION_WORDS = """
a about above after again against all am an and any are aren't as at be because been before being below between both
but by can cannot could couldn't did didn't do does doesn't doing don't down during each few for from further had
hadn't has hasn't have haven't having he her here hers herself him himself his how i if in into is isn't it its itself
just me more most mustn't my myself no nor not now of off on once only or other our ours ourselves out over own same
she should shouldn't so some such t than that the their theirs them themselves then there these they this those
through to too under until up very was wasn't we were weren't what when where which while who whom why will with won't
would wouldn't you your yours yourself yourselves s 's n't 'm 're 've 'll 'd ll ve re d m
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


class NoRepeats(Constraint):
    """No word is edited twice."""

    def places(self, original: Draft, draft: Draft) -> NDArray[np.bool_]:
        """Words that are the original's own."""
        return np.array([not draft.is_changed(place) for place in range(len(draft.words))], dtype=bool)


@dataclass(frozen=True)
class StopWords(Constraint):
    """Function words are not edited. `words`: another list of them."""

    words: Iterable[str] | None = None
    _known: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.words, str):
            raise InputError("words is a list of words, not one text.")
        known = STOP_WORDS if self.words is None else frozenset(word.lower() for word in self.words)
        object.__setattr__(self, "_known", known)

    def places(self, original: Draft, draft: Draft) -> NDArray[np.bool_]:
        """Other words."""
        return np.array([word.lower() not in self._known for word in draft.words], dtype=bool)


@dataclass(frozen=True)
class Letters(Constraint):
    """Words of fewer letters than `least` are not edited (Pruthi et al., ACL 2019: 4)."""

    least: int = 4

    def __post_init__(self) -> None:
        check_count("least", self.least)

    def places(self, original: Draft, draft: Draft) -> NDArray[np.bool_]:
        """Words as long as that."""
        return np.array([len(word) >= self.least for word in draft.words], dtype=bool)


@dataclass(frozen=True)
class MostWords(Constraint):
    """At most `most` words differ from the original."""

    most: int = 1

    def __post_init__(self) -> None:
        check_count("most", self.most)

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """As the class says."""
        return np.array([draft.edits <= self.most for draft in drafts], dtype=bool)


@dataclass(frozen=True)
class EditShare(Constraint):
    """At most a share of the words differs from the original, and never fewer than `least` are allowed to."""

    most: float = 0.2
    least: int = 1

    def __post_init__(self) -> None:
        check_count("least", self.least)
        if isinstance(self.most, bool) or not isinstance(self.most, int | float) or not 0 < self.most <= 1:
            raise InputError("most is a share of the words, above 0 and at most 1.")

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """As the class says."""
        limit = max(self.least, int(self.most * len(original.words)))
        return np.array([draft.edits <= limit for draft in drafts], dtype=bool)
