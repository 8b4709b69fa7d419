"""Sequences of events as a kind of data: events, columns or cells that are there or absent."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.events import events_model
from exegesis.core.errors import InputError, shown
from exegesis.core.plurals import plural
from exegesis.data.arrays import is_frame
from exegesis.data.event_units import map_of
from exegesis.data.events import EventSequence
from exegesis.data.explanation import Explanation
from exegesis.data.kept_events import KeptEvents
from exegesis.data.records import Unit
from exegesis.data.requests import Score
from exegesis.data.targets import TargetSpec
from exegesis.data.tree import balanced
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.cells import CellMasker
from exegesis.modalities.events.absent import NAMES, absent_events, check_columns
from exegesis.modalities.events.pruning import past_within
from exegesis.modalities.events.units import EventCells, level_of, units_of
from exegesis.tasks.base import Scene, Task

_WORTH = 4  # numbers for a token


@dataclass(frozen=True, eq=False)
class EventUnits:
    """The units of a sequence, all of its events among the first of them, before its past is pruned."""

    units: tuple[Unit, ...]


class EventsKind(WholeKind):
    """Events, columns or cells of a sequence.

    `tolerance`: the past is one unit where its Shapley value, in a game of it and the rest, is not beyond this, in the
    unit of what is explained; TimeSHAP's own is 0.025 of a probability. Without it every event is there.
    """

    name: ClassVar[str] = "events"
    noun: ClassVar[str | None] = "sequence"
    settings: ClassVar[tuple[str, ...]] = ("output", "tolerance", "batch_values")
    budget: ClassVar[str] = "batch_values"
    answers: ClassVar[frozenset[type]] = frozenset({Score})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = ("median", "mean", "zero")

    def check(self, wanted: Wanted) -> None:
        level_of(wanted.unit)
        tolerance = wanted.shared.get("tolerance")
        if tolerance is not None and (
            isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < np.inf
        ):
            raise InputError(f"tolerance must be a number, 0 or more, not {shown(tolerance)}.")
        if tolerance is not None and not isinstance(wanted.unit, str | None):
            raise InputError("tolerance has no effect on cells of your own, which say what the past is; leave it out.")
        super().check(wanted)

    def read(self, given: Any) -> EventSequence:
        return EventSequence.of(given)

    def is_one(self, given: object) -> bool:
        if isinstance(given, EventSequence) or is_frame(given):
            return True
        return isinstance(given, np.ndarray | list | tuple) and _depth(given) == 2

    def weight(self, given: object) -> int:
        return int(np.size(given.values if isinstance(given, EventSequence) else given)) // _WORTH  # type: ignore[arg-type]

    def scene(self, wanted: Wanted, given: Any) -> Scene:
        scene, background = wanted.task.scene(given), events_model(wanted.model).background
        if background is not None:
            check_columns(_sequence(scene), background)
        return scene

    def layout(self, wanted: Wanted, scene: Scene) -> EventUnits:
        return EventUnits(units_of(_sequence(scene), wanted.unit))

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: EventUnits) -> Problem:
        sequence, name = _sequence(scene), getattr(wanted.explainer, "baseline", "auto")
        tolerance = wanted.shared.get("tolerance")
        past = wanted.unit.past if isinstance(wanted.unit, EventCells) else 0
        notes: tuple[str, ...] = ()
        if tolerance is not None and len(sequence.events) > 1:
            every = _bound(engine, wanted.task, scene, wanted.target, "event", units_of(sequence, "event"), name)
            found_past = past_within(tolerance, len(sequence.events), partial(engine.score, every))
            past = found_past if found_past > 1 else 0  # a single event is a unit as it is
            notes = _said(past, sequence, tolerance)
        units = units_of(sequence, wanted.unit, past) if past else layout.units
        if len(units) < 2:
            raise InputError(
                f"the sequence has {plural(len(units), level_of(wanted.unit))} to score, and at least 2 are needed."
            )
        found = _bound(engine, wanted.task, scene, wanted.target, level_of(wanted.unit), units, name)
        said = {} if tolerance is None else {"tolerance": tolerance}
        return replace(found, notes=notes, unit_settings={**said, "past_events": past})

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        if not isinstance(explanation.kept, KeptEvents):
            raise InputError(f"{engine.model.name} reads events, and what was explained is none.")
        scene, units = task.scene(explanation.kept.sequence), explanation.units
        return _bound(engine, task, scene, target, explanation.unit, units, wishes.baseline)


def _bound(
    engine: Engine,
    task: Task,
    scene: Scene,
    target: TargetSpec,
    level: str,
    units: tuple[Unit, ...],
    baseline: object,
) -> Problem:
    sequence = _sequence(scene)
    owners = map_of(units, *sequence.values.shape)
    gone = absent_events(baseline, sequence, events_model(engine.model).background)
    grow = partial(balanced, len(units)) if level == "event" else _no_tree
    return whole_problem(
        engine,
        task,
        scene,
        target,
        level,
        units,
        CellMasker(sequence, owners, gone, grow),
        gone,
        kept=KeptEvents.of(sequence),
    )


def _no_tree() -> None:
    """Of columns and cells nothing is known but their order."""
    return None


def _said(past: int, sequence: EventSequence, tolerance: float) -> tuple[str, ...]:
    """What a reader must know of the past, where some of it is one unit."""
    if past == 0:
        return ()
    return (
        f"The first {plural(past, 'event')} of {len(sequence.events):,} are one unit, the past: beside the rest its "
        f"Shapley value is within {tolerance:g}.",
    )


def _sequence(scene: Scene) -> EventSequence:
    assert isinstance(scene.given, EventSequence)  # which the task has made sure of
    return scene.given


def _depth(given: Any) -> int:
    """Dimensions of an array, or of lists by their first."""
    if isinstance(given, list | tuple):
        return 1 + _depth(given[0]) if given else 1
    return int(getattr(given, "ndim", 0))
