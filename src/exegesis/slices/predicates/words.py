"""Slices by a word that the text has. For a search those words that tell most on the half that it may look at."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced
from exegesis.slices.scores import gain
from exegesis.slices.words import words_of

MOST = 300  # words of a search


class ByWord(PredicateKind):
    """A word, whatever its capitals."""

    name: ClassVar[str] = "word"
    about: ClassVar[str] = "a word of the text"
    form: ClassVar[str] = "WORD"
    is_searched: ClassVar[bool] = True
    looks: ClassVar[bool] = True

    def terms(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        chosen = {word: place for place, word in enumerate(_telling(sliced))}
        holds = np.zeros((len(chosen), len(sliced)), dtype=np.bool_)
        for row, text in enumerate(sliced.rows.texts):
            for word in set(words_of(text)) & chosen.keys():
                holds[chosen[word], row] = True
        for word, place in chosen.items():
            yield Predicate(self.name, f"has the word “{word}”", holds[place])

    def named(self, sliced: Sliced, given: str) -> Predicate:
        words = words_of(given)
        if len(words) != 1:
            raise InputError(f"{shown(given)} is not one word; for more there is expression:PATTERN.")
        holds = np.array([words[0] in words_of(text) for text in sliced.rows.texts])
        return Predicate(self.name, f"has the word “{words[0]}”", holds)


def _telling(sliced: Sliced) -> list[str]:
    """The words that tell marked rows from others best on the searched half; those of too few rows left out."""
    among: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for text, is_searched, is_marked in zip(sliced.rows.texts, sliced.searched, sliced.marked, strict=True):
        if is_searched:
            words = set(words_of(text))
            among.update(words)
            if is_marked:
                marked.update(words)
    rows = int(sliced.searched.sum())
    known = [word for word, count in among.items() if sliced.fewest <= count <= rows - sliced.fewest]
    if not known:
        return []
    counts = np.array([[among[word], marked[word]] for word in known], dtype=np.float64)
    gains = np.abs(gain(counts[:, 1], counts[:, 0], int((sliced.marked & sliced.searched).sum()), rows))
    order: NDArray[np.intp] = np.lexsort((np.array(known), -np.round(gains, 9)))
    return [known[place] for place in order[:MOST]]
