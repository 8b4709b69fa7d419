"""Slices by how many words a text has."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced
from exegesis.slices.predicates.numbers import SIGNS, compared, plain, quarters, thresholds

_NOUN = " words"


class ByLength(PredicateKind):
    """Quarters of the rows, from short to long."""

    name: ClassVar[str] = "length"
    about: ClassVar[str] = "how many words the text has"
    form: ClassVar[str] = ">NUMBER"
    is_usual: ClassVar[bool] = True
    is_searched: ClassVar[bool] = True

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        for said, holds in quarters(sliced.rows.lengths.astype(np.float64), self.name, _NOUN):
            yield Predicate(self.name, said, holds)

    def terms(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        for said, holds in thresholds(sliced.rows.lengths.astype(np.float64), self.name, _NOUN):
            yield Predicate(self.name, said, holds)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        found = compared(given)
        if found is None or found[0]:
            raise InputError(f"a length is written as length:>20 or length:<=5 (words), not {shown(given)}.")
        _, sign, number = found
        return Predicate(
            self.name, f"length {sign} {plain(number)}{_NOUN}", np.asarray(SIGNS[sign](sliced.rows.lengths, number))
        )
