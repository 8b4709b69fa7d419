"""Texts as bags of words: which terms (words, and runs of up to n of them) stand in a text, not how often."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.text import words
from exegesis.core.types import Masks

_HAS_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Bag:
    """How texts become terms: runs of 1 to `ngrams` words, in lower case unless `cased`.

    Words follow Unicode's boundaries. Punctuation is no term and ends a run: "bad. The" holds no "bad the".
    """

    ngrams: int = 1
    cased: bool = False

    def terms(self, text: str) -> set[str]:
        """The terms of a text, each once."""
        return {term for run in self._runs(text) for term in self._grams(run)}

    def presence(self, texts: Sequence[str], terms: Sequence[str]) -> Masks:
        """(B, n): whether each of the terms stands in each text."""
        places: Mapping[str, int] = {term: place for place, term in enumerate(terms)}
        found = np.zeros((len(texts), len(terms)), dtype=np.bool_)
        for row, text in enumerate(texts):
            found[row, [places[term] for term in self.terms(text) if term in places]] = True
        return found

    def _runs(self, text: str) -> Iterator[list[str]]:
        """Words between punctuation marks."""
        run: list[str] = []
        for span in words(text):
            word = text[span.start : span.end]
            if _HAS_WORD.search(word):
                run.append(word if self.cased else word.casefold())
            elif run:
                yield run
                run = []
        if run:
            yield run

    def _grams(self, run: Sequence[str]) -> Iterator[str]:
        for size in range(1, self.ngrams + 1):
            for start in range(len(run) - size + 1):
                yield " ".join(run[start : start + size])
