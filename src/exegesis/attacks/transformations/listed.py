"""Words from a list: synonyms, neighbours, misspellings, the user's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from exegesis.attacks.transformations.base import Replacement, written_as
from exegesis.core.errors import check_count
from exegesis.data.lexicon import Lexicon


@dataclass(frozen=True)
class ListedWords(Replacement):
    """What a lexicon (`data/lexicon.py`) has for the word, in its order, written as the word is. `most`: so many of
    them at most. `reverse`: in its file the word that is put in comes first.
    """

    words: Any
    most: int | None = None
    reverse: bool = False
    _lexicon: Lexicon = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.most is not None:
            check_count("most", self.most)
        object.__setattr__(self, "_lexicon", Lexicon.of(self.words, reverse=self.reverse))

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """As the class says."""
        return [written_as(word, other) for other in self._lexicon.words.get(word.casefold(), ())[: self.most]]


class Misspelling(ListedWords):
    """Misspellings of the word; in the usual lists these come first, and the right word behind them."""

    def __init__(self, words: Any, most: int | None = None, reverse: bool = True) -> None:
        super().__init__(words, most, reverse)
