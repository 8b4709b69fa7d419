"""How many letters differ from the original."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.attacks.constraints.base import Constraint
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import check_count


@dataclass(frozen=True)
class EditDistance(Constraint):
    """At most `most` letters are put in, left out or replaced, over all words (Levenshtein; DeepWordBug: 30)."""

    most: int = 30

    def __post_init__(self) -> None:
        check_count("most", self.most)

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """As the class says."""
        return np.array([_letters(original, draft) <= self.most for draft in drafts], dtype=bool)


def _letters(original: Draft, draft: Draft) -> int:
    """Word by word: an edit never moves a word, so no letter is matched with one of another word."""
    total, there = 0, set(draft.origins)
    for word, origin in zip(draft.words, draft.origins, strict=True):
        total += len(word) if origin < 0 else levenshtein(original.words[origin], word)
    return total + sum(len(word) for origin, word in enumerate(original.words) if origin not in there)


def levenshtein(one: str, other: str) -> int:
    """The fewest letters put in, left out or replaced."""
    if one == other:
        return 0
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, wanted in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != wanted))
    return row[-1]
