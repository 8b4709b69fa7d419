"""The one abstract layer of every measure: settings as fields, a generator of requests as `measure`."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.randomness import stream
from exegesis.core.ranking import is_constant
from exegesis.core.types import Scores
from exegesis.metrics.requests import Ask

HIGHER, LOWER = "higher", "lower"
OF_TARGET = "target"  # the unit of a measure that is in the target's own: probability, logit, ...
CONSTANT = "all scores are equal, so they put no unit before another"


class Undefined(Exception):
    """A measure has no value here; the text says why."""


@dataclass(frozen=True)
class Case:
    """What a measure may know of the explanation it judges: plain data, no model."""

    scores: Scores  # (n,)
    value: float  # f(x), in the target's unit
    base_value: float | None = None  # f(baseline) of the explanation itself
    baseline: str | None = None  # that baseline's name
    target: int = 0  # the output explained
    n_outputs: int | None = None  # how many classes there are to choose from; None where targets are no classes
    seed: int = 0
    explained_with: int = 0  # the seed of the explanation
    item: str = ""  # what names the input, for its random streams
    rationale: NDArray[np.bool_] | None = None  # (n,)
    other: Scores | None = None  # (n,)  of the explanation to compare with

    @property
    def n(self) -> int:
        """How many units there are."""
        return len(self.scores)

    def stream(self, purpose: str) -> np.random.Generator:
        """The random stream of this input for a purpose; measures that name the same purpose share their draws."""
        return stream(self.seed, f"{purpose}\0{self.item}")


@dataclass(frozen=True)
class Finding:
    """What a measure found. `removal`: how units were removed, where it is not the evaluation's own way."""

    value: float
    details: Mapping[str, Any] = field(default_factory=dict)
    removal: str | None = None


Steps: TypeAlias = Generator[Ask, Any, Finding]


@dataclass(frozen=True, kw_only=True)
class Metric(ABC):
    """A measure with its settings and no model inside. Subclasses are frozen dataclasses whose fields are the settings.

    `direction` says which values are better: "higher" or "lower". `unit` is "target" or a word of its own.
    `removes`: whether units are removed, so that the removal mode stands beside the number.
    `needs`: "rationale" or "other", where a second thing must be given.
    `same_unit`: whether scores are set against f number by number, so that both must be in one unit.
    `of`: the one kind of data that it is for, by name; None for all.
    `from_constant`: whether scores that are all equal have a value too; for most measures they have none.
    """

    name: ClassVar[str]
    direction: ClassVar[str]
    unit: ClassVar[str]
    removes: ClassVar[bool] = False
    same_unit: ClassVar[bool] = False
    needs: ClassVar[str | None] = None
    of: ClassVar[str | None] = None
    from_constant: ClassVar[bool] = False

    @abstractmethod
    def measure(self, case: Case) -> Steps:
        """Yield requests, receive replies, return the finding; raise `Undefined` where there is none."""

    def steps(self, case: Case) -> Steps:
        """`measure`, refused where the scores or the result cannot be judged."""
        if is_constant(case.scores) and not self.from_constant:
            raise Undefined(CONSTANT)
        found = yield from self.measure(case)
        if not np.isfinite(found.value):
            raise Undefined("the result is not a finite number")
        return found
