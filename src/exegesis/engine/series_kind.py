"""Time series as a kind of data: stretches of channels that are there or absent."""

from dataclasses import dataclass, replace
from functools import partial
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.series import series_model
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.data.arrays import is_frame
from exegesis.data.explanation import Explanation
from exegesis.data.kept_series import KeptSeries
from exegesis.data.records import Unit
from exegesis.data.requests import Gradients, Score
from exegesis.data.series import Series
from exegesis.data.stretches import map_of, units_of
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.series_entrance import entered
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.cells import CellMasker
from exegesis.modalities.series.absent import NAMES, absent_steps
from exegesis.modalities.series.cutting import Changes, Cutting, Slices, cutting
from exegesis.modalities.series.tree import stretch_tree
from exegesis.tasks.base import Scene, Task

_WORTH = 4  # numbers for a token: of lines of a thousand steps some hundred are under way at once


@dataclass(frozen=True, eq=False)
class StretchUnits:
    """The units of a series, and the way in which it was cut."""

    units: tuple[Unit, ...]
    way: Cutting


class SeriesKind(WholeKind):
    """StretchUnits of the channels of a series.

    `segments`: so many stretches in each channel, of "equal" and "changes".
    """

    name: ClassVar[str] = "series"
    settings: ClassVar[tuple[str, ...]] = ("output", "segments", "batch_values")
    budget: ClassVar[str] = "batch_values"
    answers: ClassVar[frozenset[type]] = frozenset({Score, Gradients})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = ("mean", "bridge", "zero")

    def check(self, wanted: Wanted) -> None:
        _way(wanted)
        super().check(wanted)

    def read(self, given: Any) -> Series:
        return Series.of(given)

    def is_one(self, given: object) -> bool:
        if isinstance(given, Series) or is_frame(given):
            return True
        if isinstance(given, np.ndarray):
            return given.ndim <= 2
        return isinstance(given, list | tuple) and all(isinstance(number, Real) for number in given)

    def check_several(self, given: object, verb: str) -> None:
        if not (isinstance(given, np.ndarray) and given.ndim == 2):  # which is one, or a series in each row
            super().check_several(given, verb)

    def weight(self, given: object) -> int:
        return int(np.size(given.values if isinstance(given, Series) else given)) // _WORTH  # type: ignore[arg-type]

    def layout(self, wanted: Wanted, scene: Scene) -> StretchUnits:
        way, series = _way(wanted), _series(scene)
        units = units_of(series, way.cuts(series))
        if len(units) < 2:
            raise InputError("the series is one stretch, and at least 2 are needed; take more segments.")
        return StretchUnits(units, way)

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: StretchUnits) -> Problem:
        wishes = Wishes.of(wanted.explainer)
        found = _bound(engine, wanted.task, scene, wanted.target, layout.units, wishes)
        return replace(found, unit_settings=layout.way.said())

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        if not isinstance(explanation.kept, KeptSeries):
            raise InputError(f"{engine.model.name} reads series, and what was explained is none.")
        scene = task.scene(explanation.kept.series)
        return _bound(engine, task, scene, target, explanation.units, wishes)


def _way(wanted: Wanted) -> Cutting:
    """The way of cutting that is wished, with the number of segments where the caller says one."""
    way = cutting(wanted.unit)
    segments = wanted.shared.get("segments")
    if segments is None:
        return way
    if not isinstance(way, Slices | Changes):
        raise InputError("segments has no effect on cuts of your own; leave it out, or use unit='equal' or 'changes'.")
    return replace(way, segments=segments)


def _bound(
    engine: Engine, task: Task, scene: Scene, target: TargetSpec, units: tuple[Unit, ...], wishes: Wishes
) -> Problem:
    series = _series(scene)
    owners = map_of(units, len(series.channels), series.steps)
    background = series_model(engine.model).background
    name = "auto" if wishes.gradients else wishes.baseline
    gone = absent_steps(name, series, owners, background, stream(0, f"noise for {series.digest}"))
    problem = whole_problem(
        engine,
        task,
        scene,
        target,
        "stretch",
        units,
        CellMasker(series, owners, gone, partial(stretch_tree, units)),
        gone,
        kept=KeptSeries.of(series),
    )
    return entered(problem, series, owners, wishes) if wishes.gradients else problem


def _series(scene: Scene) -> Series:
    assert isinstance(scene.given, Series)  # which the task has made sure of
    return scene.given
