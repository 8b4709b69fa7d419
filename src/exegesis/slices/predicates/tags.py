"""Slices by the parts of speech that an English text has, by the bundled tagger."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from exegesis.core.errors import unknown
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced

_TAGGER = "bundled:tags"
_AT_ONCE = 64  # texts


class ByTag(PredicateKind):
    """Whether the text has a word of a part of speech (universal tags: ADJ, PROPN, NUM); a pass for each text."""

    name: ClassVar[str] = "tag"
    about: ClassVar[str] = "the parts of speech an English text has (bundled:tags)"
    form: ClassVar[str] = "ADJ"

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        found = sliced.remembered(self.name, lambda: _tagged(sliced.rows.texts))
        for tag in sorted({tag for tags in found for tag in tags}):
            yield self._of(tag, found)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        found = sliced.remembered(self.name, lambda: _tagged(sliced.rows.texts))
        known = sorted({tag for tags in found for tag in tags})
        if given.upper() not in known:
            raise unknown("tag", given, known)
        return self._of(given.upper(), found)

    def _of(self, tag: str, found: list[set[str]]) -> Predicate:
        return Predicate(self.name, f"has a word tagged {tag}", np.array([tag in tags for tags in found]))


def _tagged(texts: tuple[str, ...]) -> list[set[str]]:
    from exegesis import api

    tagger = api.load(_TAGGER)
    found: list[set[str]] = []
    for start in range(0, len(texts), _AT_ONCE):
        for words in api.predict(tagger, list(texts[start : start + _AT_ONCE]), 1):
            given = words if isinstance(words, list) else [words]
            found.append({one.label.partition("|")[0] for one in given})
    return found
