"""Words from a list: synonyms, neighbours, misspellings, the user's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from exegesis.attacks.transformations.base import Replacement, written_as
from exegesis.core.errors import check_count
from exegesis.data.word_lists import WordList, word_list


@dataclass(frozen=True)
class ListedWords(Replacement):
    """What a word list has for the word, in its order, written as the word is. `most`: so many of them at most."""

    words: str | Path | WordList
    most: int | None = None
    reverse: bool = False
    _list: WordList = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.most is not None:
            check_count("most", self.most)
        object.__setattr__(self, "_list", word_list(self.words, reverse=self.reverse))

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """As the class says."""
        return [written_as(word, other) for other in self._list.get(word.lower(), ())[: self.most]]


class Misspelling(ListedWords):
    """Misspellings of the word; in the usual lists these come first, and the right word behind them."""

    def __init__(self, words: str | Path | WordList, most: int | None = None, reverse: bool = True) -> None:
        super().__init__(words, most, reverse)
