"""What a kind of predicate must tell: the slices it cuts all rows into, the terms a search may use, one by its name."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.slices.rows import SlicedRows

T = TypeVar("T")
CLASS = "class"  # what is apart from label and answer: beside the label it would tell right from wrong


@dataclass(frozen=True, eq=False)
class Predicate:
    """One thing that may be said of a row. `holds`: (n,) of which rows; `said` in words, as in "length > 20 words".

    `apart`: terms of one such name never stand together in a slice (of label and answer one is enough).
    """

    kind: str
    said: str
    holds: NDArray[np.bool_]
    apart: str = ""


@dataclass(frozen=True, eq=False)
class Sliced:
    """What the kinds of predicates see.

    `searched`: (n,) the half on which a search may look at `marked`, the rows that it is about; elsewhere it is blind.
    """

    rows: SlicedRows
    searched: NDArray[np.bool_]
    marked: NDArray[np.bool_]
    model: Any = None
    fewest: int = 20
    seed: int = 0
    memory: dict[str, Any] = field(default_factory=dict)

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """What is made of the texts alone, once for all that ask."""
        if name not in self.memory:
            self.memory[name] = make()
        found: T = self.memory[name]
        return found

    def __len__(self) -> int:
        return len(self.rows)


class PredicateKind(ABC):
    """One kind. `needs`: "texts" or "columns", what rows must have for it; "" of any rows.

    `form`: how one is named after "NAME:"; "" where there is nothing to name. `is_usual`: whether rows are sliced by
    it unasked. `is_searched`: whether a search uses it unasked. `looks`: whether its terms depend on which rows are
    marked, on the half that is searched.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    form: ClassVar[str] = ""
    needs: ClassVar[str] = "texts"
    is_usual: ClassVar[bool] = False
    is_searched: ClassVar[bool] = False
    looks: ClassVar[bool] = False

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        """Slices that cut all rows into kinds, before anybody looks at the answers; of one column where it is named."""
        raise InputError(f"there are too many slices by {self.name}; name one as {self.name}:{self.form}.")

    def terms(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        """What a search may put together."""
        yield from self.parts(sliced, which)

    @abstractmethod
    def named(self, sliced: Sliced, given: str) -> Predicate:
        """The predicate that is written after "NAME:"; `InputError` for what is none."""

    def check(self, given: str) -> None:  # noqa: B027 - most are checked against the rows
        """`InputError` for what is written after "NAME:" and is wrong whatever the rows are."""

    def fits(self, rows: SlicedRows) -> bool:
        """Whether such rows have what it needs."""
        return {"texts": bool(rows.texts), "columns": rows.columns is not None}.get(self.needs, True)

    def _nothing_to_name(self, given: str, known: str) -> InputError:
        return InputError(f"unknown slice {self.name}:{given}; by {self.name} there is {known}.")
