"""Slices by the true class, and by the class that is answered."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from exegesis.core.errors import unknown
from exegesis.core.types import Integers
from exegesis.data.truth import place_of_truth
from exegesis.slices.predicates.base import CLASS, Predicate, PredicateKind, Sliced


class ByLabel(PredicateKind):
    """The true class."""

    name: ClassVar[str] = "label"
    about: ClassVar[str] = "the true class"
    form: ClassVar[str] = "CLASS"
    needs: ClassVar[str] = ""
    is_usual: ClassVar[bool] = True
    is_searched: ClassVar[bool] = True

    def places(self, sliced: Sliced) -> Integers:
        """(n,) the class by which rows are sliced."""
        return sliced.rows.outcomes.labels

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        for place in np.unique(self.places(sliced)).tolist():
            yield self._of(sliced, place)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        classes = sliced.rows.outcomes.classes
        place = place_of_truth(classes, given)
        if place is None:
            raise unknown(self.name, given, classes)
        return self._of(sliced, place)

    def _of(self, sliced: Sliced, place: int) -> Predicate:
        said = f"{self.name} = {sliced.rows.outcomes.classes[place]}"
        return Predicate(self.name, said, self.places(sliced) == place, CLASS)


class ByAnswer(ByLabel):
    """The class that is answered: known before the truth is."""

    name: ClassVar[str] = "answer"
    about: ClassVar[str] = "the class that is answered"
    is_searched: ClassVar[bool] = False

    def places(self, sliced: Sliced) -> Integers:
        return sliced.rows.outcomes.answers

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        """None where all rows are of one class: there the answer is what tells right from wrong."""
        return super().parts(sliced) if len(np.unique(sliced.rows.outcomes.labels)) > 1 else iter(())
