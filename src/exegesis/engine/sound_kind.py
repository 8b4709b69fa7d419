"""Sounds as a kind of data: tiles of time and frequency that are there or absent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.sounds import SoundModel
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.data.explanation import Explanation
from exegesis.data.kept_sound import KeptSound
from exegesis.data.records import Unit
from exegesis.data.requests import Score
from exegesis.data.sound import Sound, WholeSound
from exegesis.data.targets import TargetSpec
from exegesis.data.tiles import tiles_of
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.sound.absent import NAMES, absent_sound
from exegesis.modalities.sound.cutting import SoundCutting, Tiles, cutting
from exegesis.modalities.sound.maskers import TileMasker
from exegesis.tasks.base import Scene, Task

_WORTH = 100  # samples for a token: of sounds of a second some 40 are under way at once
_OF_MANY = 3  # dimensions of an array of several sounds of several channels


@dataclass(frozen=True, eq=False)
class LaidTiles:
    """The units of a sound, and the way in which they were cut."""

    units: tuple[Unit, ...]
    way: SoundCutting


_CUT_ALONE = {"stretches": ("time", "bands"), "bands": ("frequency", "stretches")}  # along what; and what has no effect


class SoundKind(WholeKind):
    """Tiles of a sound, or words in it.

    `stretches`, `bands`: how many of them, of `Tiles` alone. `resample`: whether a sound of another rate than the
    model's is brought to it. `keep_sound`: whether the explanation holds the sound.
    """

    name: ClassVar[str] = "sound"
    settings: ClassVar[tuple[str, ...]] = ("output", "stretches", "bands", "resample", "keep_sound", "batch_frames")
    budget: ClassVar[str] = "batch_frames"
    answers: ClassVar[frozenset[type]] = frozenset({Score})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = NAMES

    def check(self, wanted: Wanted) -> None:
        _way(wanted)
        for name in ("resample", "keep_sound"):
            value = wanted.shared.get(name, True)
            if not isinstance(value, bool):
                raise InputError(f"{name} must be true or false, not {value!r}.")
        super().check(wanted)

    def read(self, given: Any) -> Sound:
        return Sound.of(given)

    def is_one(self, given: object) -> bool:
        return isinstance(given, Sound | str | Path) or getattr(given, "ndim", _OF_MANY) < _OF_MANY

    def weight(self, given: object) -> int:
        samples = given.samples if isinstance(given, Sound) else given
        return int(np.prod(getattr(samples, "shape", (0,)))) // _WORTH

    def scene(self, wanted: Wanted, given: Any) -> Scene:
        rate = getattr(wanted.model, "rate", None)
        fits = given if rate is None else given.at(rate, wanted.model.name, wanted.shared.get("resample", False))
        return replace(wanted.task.scene(fits), given=given if given.rate is not None else fits)

    def layout(self, wanted: Wanted, scene: Scene) -> LaidTiles:
        way = _way(wanted)
        return LaidTiles(way.units(_read(scene)), way)

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: LaidTiles) -> Problem:
        name = getattr(wanted.explainer, "baseline", "auto")
        found = _bound(engine, wanted.task, scene, wanted.target, layout.units, name)
        kept = KeptSound.of(_given(scene), wanted.shared.get("keep_sound", True))
        return replace(found, unit=layout.way.noun, kept=kept, unit_settings=layout.way.said())

    def said(self, wanted: Wanted) -> Mapping[str, Any]:
        return {"resample": True} if wanted.shared.get("resample", False) else {}

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        kept, model = explanation.kept, engine.model
        if not isinstance(kept, KeptSound) or not isinstance(model, SoundModel):
            raise InputError(f"{model.name} reads sounds, and what was explained is none.")
        sound = kept.sound.at(model.rate, model.name, bool(explanation.settings.get("resample", False)))
        found = _bound(engine, task, task.scene(sound), target, explanation.units, wishes.baseline)
        return replace(found, unit=explanation.unit, kept=kept)


def _way(wanted: Wanted) -> SoundCutting:
    """The way to cut that is wished, with the numbers of stretches and bands where the caller says them."""
    way = cutting(wanted.unit)
    counts = {name: wanted.shared[name] for name in ("stretches", "bands") if name in wanted.shared}
    if not counts:
        return way
    if not isinstance(way, Tiles):
        raise InputError(f"{' and '.join(counts)} have no effect on units of your own; leave them out.")
    along, other = _CUT_ALONE.get(wanted.unit, ("", "")) if isinstance(wanted.unit, str) else ("", "")
    if other in counts:
        raise InputError(f"{other} has no effect on unit={wanted.unit!r}, which cuts {along} alone; use unit='tiles'.")
    return replace(way, **counts)


def _bound(
    engine: Engine, task: Task, scene: Scene, target: TargetSpec, units: Sequence[Unit], baseline: object
) -> Problem:
    sound = _read(scene)
    gone = absent_sound(baseline, sound, stream(0, f"noise for {sound.digest}"))
    return whole_problem(
        engine,
        task,
        scene,
        target,
        "tile",
        tuple(units),
        TileMasker(sound, tiles_of(units), gone),
        gone,
    )


def _given(scene: Scene) -> Sound:
    """As the user gave it."""
    assert isinstance(scene.given, Sound)  # which the task has made sure of
    return scene.given


def _read(scene: Scene) -> Sound:
    """As the model hears it."""
    (row,) = scene.data
    assert isinstance(row, WholeSound)
    return row.source
