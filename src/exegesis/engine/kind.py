"""What a kind of data must tell a `Plan`: how its inputs are read, cut into units, and bound into a `Problem`.

One file a kind (`text_kind`, `image_kind`), one line each in `kinds`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Protocol

from exegesis.adapters.base import Model
from exegesis.core.errors import UnsupportedError
from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.data.records import Unit
from exegesis.data.requests import Need
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.tasks.base import Scene, Task


class Wanted(Protocol):
    """What a caller and a method ask of every input of a work; a `Plan` is it."""

    @property
    def model(self) -> Model: ...

    @property
    def explainer(self) -> Explainer: ...

    @property
    def shared(self) -> Mapping[str, Any]: ...  # the settings that all methods share

    @property
    def target(self) -> TargetSpec: ...

    @property
    def unit(self) -> Any: ...  # as the caller said it; None for the kind's own

    @property
    def seed(self) -> int: ...

    @property
    def several(self) -> bool: ...  # inputs

    @property
    def task(self) -> Task: ...


class Laid(Protocol):
    """The units of an input, known before its answer is."""

    @property
    def units(self) -> tuple[Unit, ...]: ...


class Kind(ABC):
    """One kind of data.

    `settings` are those that all methods share on it; `budget` is the one of them that bounds a batch. `answers`:
    the requests that an input may answer; `gives`: what some of its models give beside answers. `removals`: names of
    baselines that measures may remove units by; `others`: those that a check tries in turn, beside the explanation's.
    `samplers`: the same of the ways in which neighbours are drawn, where there are such.
    """

    name: ClassVar[str]
    settings: ClassVar[tuple[str, ...]]
    budget: ClassVar[str]
    answers: ClassVar[frozenset[type]]
    gives: ClassVar[frozenset[Need]] = frozenset()
    removals: ClassVar[tuple[str, ...]]
    others: ClassVar[tuple[str, ...]]
    samplers: ClassVar[tuple[str, ...]] = ()

    def check(self, wanted: Wanted) -> None:  # noqa: B027 - most have nothing to check
        """`InputError` for what is wrong whatever the input; before any is read."""

    def read(self, given: Any) -> Any:
        """The input in the form that the rest of this takes; `InputError` for what is none of this kind."""
        return given

    @abstractmethod
    def content(self, given: Any) -> str:
        """What names an input that has no id: its random stream hangs on it."""

    @abstractmethod
    def is_one(self, given: object) -> bool:
        """Whether this is one input, and no list of them."""

    def each(self, given: Any) -> Iterable[Any]:
        """The inputs of what is several of them."""
        found: Iterable[Any] = given
        return found

    @abstractmethod
    def check_several(self, given: object, verb: str) -> None:
        """`InputError` in one line for what is no list of inputs."""

    @abstractmethod
    def weight(self, given: object) -> int:
        """About how many tokens of a text an input is worth, so that not too many are under way at once."""

    @abstractmethod
    def scene(self, wanted: Wanted, given: Any) -> Scene:
        """The input before the model; `UnsupportedError` where the method cannot read it."""

    @abstractmethod
    def layout(self, wanted: Wanted, scene: Scene) -> Laid:
        """The units of a scene. Takes no pass."""

    @abstractmethod
    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: Any) -> Problem:
        """The scene with its layout bound to the model; takes a pass for the answer, where it is not known yet."""

    @abstractmethod
    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        """What was explained, cut as it was, bound again under other wishes; `InputError` where it cannot be."""

    def repainted(
        self, problem: Problem, order: Sequence[int], whole_regions: bool, pixels: int | None, into: str
    ) -> Problem:
        """The same problem whose units are steps in which an image goes over into another, as `steps_of` says.

        `UnsupportedError` of what has no pixels.
        """
        raise UnsupportedError(f"{self.name}s have no pixels that could be painted over.")

    @abstractmethod
    def asked(self, wanted: Wanted, engine: Engine, problem: Problem) -> Asked:
        """What an explanation was asked, but for its target."""


def own_settings(explainer: Explainer) -> dict[str, Any]:
    """The method's own settings, in full, save those that are too large for a record."""
    return {
        field.name: getattr(explainer, field.name) for field in fields(explainer) if field.name not in explainer.bulky
    }
