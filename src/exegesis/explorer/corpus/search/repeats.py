"""Sentences that stand in a corpus more than once, and words that stand at the same place of them."""

import numpy as np

from exegesis.core.types import Masks
from exegesis.explorer.corpus.search.store import Rows, Store


class Repeats:
    """Which sentences have the same text, read once."""

    def __init__(self, store: Store) -> None:
        digests = store.select("SELECT id, first_word, words, digest FROM sentences ORDER BY id")
        copies: dict[str, list[tuple[int, int]]] = {}
        for _, start, words, digest in digests:
            copies.setdefault(digest, []).append((start, words))
        self._copies = [one for one in copies.values() if len(one) > 1]

    def later(self, asked: Masks) -> Rows:
        """Of the rows asked for (N,) those that repeat another of them, at the same place of the same sentence."""
        found: list[int] = []
        for copies in self._copies:
            (_, words), *_ = copies
            seen = np.zeros(words, dtype=bool)
            for start, _ in copies:
                here = asked[start : start + words]
                found += (start + np.flatnonzero(here & seen)).tolist()
                seen |= here
        return np.array(sorted(found), dtype=np.int64)

    def same(self, row: int) -> tuple[int, ...]:
        """The rows of this word in all copies of its sentence, the word itself among them."""
        for copies in self._copies:
            for start, words in copies:
                if start <= row < start + words:
                    return tuple(other + row - start for other, _ in copies)
        return (row,)
