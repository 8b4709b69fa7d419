"""What kinds of data that are no text have in common: an input is one record, read whole, and asked again as it was."""

from collections.abc import Iterable, Mapping, Set
from typing import Any, ClassVar, Protocol

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.plurals import several
from exegesis.data.asked import Asked
from exegesis.data.records import Baseline, Unit
from exegesis.data.targets import TargetSpec
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Kind, Wanted, own_settings
from exegesis.engine.problem import Problem
from exegesis.modalities.masker import Masker
from exegesis.tasks.base import Scene, Task


class Gone(Protocol):
    """What absent units become, whatever the kind of data."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...


class WholeKind(Kind):
    """A kind of data whose inputs are records with a digest.

    `noun`: what one input is called; None: as the kind of data. `lists`: what holds several of them, where it is more
    than a list.
    """

    noun: ClassVar[str | None] = None
    lists: ClassVar[str] = "a list"

    @property
    def one(self) -> str:
        """What an input is called."""
        return self.noun or self.name

    def check(self, wanted: Wanted) -> None:
        if getattr(wanted.explainer, "mode", "position") != "position":
            raise UnsupportedError(f"mode='bag-of-words' is for texts; leave it out for {several(self.name)}.")

    def content(self, given: Any) -> str:
        digest: str = given.digest
        return digest

    def check_several(self, given: object, verb: str) -> None:
        asked = f"{verb} takes {self.lists} of {several(self.one)}"
        if self.is_one(given):
            raise InputError(f"{asked}; put the one {self.one} in a list.")
        if not isinstance(given, Iterable) or isinstance(given, Mapping | Set | str | bytes):
            raise InputError(f"{asked}, not {type(given).__name__}.")

    def scene(self, wanted: Wanted, given: Any) -> Scene:
        return wanted.task.scene(given)

    def asked(self, wanted: Wanted, engine: Engine, problem: Problem) -> Asked:
        given: Any = problem.scene.given
        return Asked.of(
            given,
            None,
            unit=problem.unit,
            settings={**own_settings(wanted.explainer), **self.said(wanted), self.budget: engine.batch_tokens},
            output=wanted.shared.get("output"),
        )

    def said(self, wanted: Wanted) -> Mapping[str, Any]:
        """What of the settings that all methods share must be said again, beside the bound of a batch."""
        return {}


def whole_problem(
    engine: Engine,
    task: Task,
    scene: Scene,
    target: TargetSpec,
    unit: str,
    units: tuple[Unit, ...],
    masker: Masker,
    gone: Gone,
    **others: Any,
) -> Problem:
    """A scene of one window bound to the model: what rows are read for is read of masked and of whole ones alike."""
    aimed = task.aim(scene, target, engine.look)
    return Problem(
        model=engine.model,
        scene=scene,
        unit=unit,
        units=units,
        targets=aimed.targets,
        predictions=aimed.predictions,
        readout=aimed.readout,
        row_readout=aimed.readout,
        masker=masker,
        baseline=Baseline(gone.name, gone.description, None),
        **others,
    )
