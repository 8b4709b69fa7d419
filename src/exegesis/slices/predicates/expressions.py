"""Slices by a regular expression of the user's own, which is stopped where it explodes."""

from typing import ClassVar

import numpy as np

from exegesis.core.expressions import Expression
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced

_SECONDS = 10.0  # for all rows together


class ByExpression(PredicateKind):
    """A regular expression (of `regex`, version 1) that is found anywhere in the text."""

    name: ClassVar[str] = "expression"
    about: ClassVar[str] = "a regular expression found in the text"
    form: ClassVar[str] = "PATTERN"

    def check(self, given: str) -> None:
        Expression(given)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        holds = Expression(given).marks(sliced.rows.texts, _SECONDS)
        return Predicate(self.name, f"matches /{given}/", np.array(holds, dtype=np.bool_))
