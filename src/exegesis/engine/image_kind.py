"""Images as a kind of data: regions that are there or absent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.data.explanation import Explanation
from exegesis.data.image import Image
from exegesis.data.picture import KeptImage
from exegesis.data.records import Baseline, Unit
from exegesis.data.regions import units_of
from exegesis.data.requests import Blend, Gradients, Need, Score
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.image_entrance import entered
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.image.absent import NAMES, Absent, absent
from exegesis.modalities.image.maskers import RegionMasker
from exegesis.modalities.image.repainting import steps_of
from exegesis.modalities.image.segmentation import Grid, Segmentation, Slic, cut, segmentation
from exegesis.tasks.base import Scene, Task

_OF_MANY = 4  # dimensions of an array of several images
_WORTH = 64  # pixels for a token: of photographs of 224 x 224 pixels some 80 are under way at once


@dataclass(frozen=True, eq=False)
class Regions:
    """The units of an image, and the map (height, width) that they are runs of."""

    units: tuple[Unit, ...]
    map: Integers
    way: Segmentation


class ImageKind(WholeKind):
    """Superpixels of an image, or other regions.

    `segments`: about so many superpixels, of "slic" alone. `keep_image`: whether the explanation holds the image.
    """

    name: ClassVar[str] = "image"
    settings: ClassVar[tuple[str, ...]] = ("output", "segments", "keep_image", "batch_pixels")
    budget: ClassVar[str] = "batch_pixels"
    answers: ClassVar[frozenset[type]] = frozenset({Score, Blend, Gradients})
    gives: ClassVar[frozenset[Need]] = frozenset({"gradients", "pixels"})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = ("mean", "blur", "grey")

    def check(self, wanted: Wanted) -> None:
        _way(wanted)
        keep = wanted.shared.get("keep_image", True)
        if not isinstance(keep, bool):
            raise InputError(f"keep_image must be true or false, not {keep!r}.")
        super().check(wanted)
        if getattr(wanted.explainer, "kind", "") == "one_hot_norm":
            raise UnsupportedError(
                "kind='one_hot_norm' is taken over a vocabulary; for images use 'norm' or 'largest'."
            )

    def read(self, given: Any) -> Image:
        return Image.of(given)

    def is_one(self, given: object) -> bool:
        is_pil = type(given).__module__.partition(".")[0] == "PIL"
        return is_pil or isinstance(given, Image | str | Path) or getattr(given, "ndim", _OF_MANY) < _OF_MANY

    def weight(self, given: object) -> int:
        return int(np.prod(getattr(given, "shape", (0,))[:2])) // _WORTH

    def layout(self, wanted: Wanted, scene: Scene) -> Regions:
        way = _way(wanted)
        found = cut(_image(scene), way)
        return Regions(units_of(found), found, way)

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: Regions) -> Problem:
        wishes = Wishes.of(wanted.explainer)
        found = _bound(engine, wanted.task, scene, wanted.target, layout.map, wishes)
        kept = KeptImage.of(_image(scene), wanted.shared.get("keep_image", True))
        return replace(found, units=layout.units, kept=kept, unit_settings={**layout.way.said(), **found.unit_settings})

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        kept = explanation.kept
        if not isinstance(kept, KeptImage):
            raise InputError(f"{engine.model.name} reads images, and what was explained is none.")
        regions = kept.cut(explanation.units)
        found = _bound(engine, task, task.scene(kept.image), target, regions, wishes)
        return replace(found, units=explanation.units, kept=kept)

    def repainted(
        self, problem: Problem, order: Sequence[int], whole_regions: bool, pixels: int | None, into: str
    ) -> Problem:
        masker = problem.masker
        assert isinstance(masker, RegionMasker)  # as every problem of an image has
        steps = steps_of(masker.regions, order, whole_regions, pixels)
        gone = _absent(into, masker.image, masker.regions)
        baseline = Baseline(gone.name, gone.description, None)
        return replace(
            problem, units=units_of(steps), masker=RegionMasker(masker.image, steps, gone), baseline=baseline
        )


def _way(wanted: Wanted) -> Segmentation:
    """The segmentation that is wished, with the number of segments where the caller says one."""
    way = segmentation(wanted.unit, wanted.explainer.superpixels or Slic.name)
    segments = wanted.shared.get("segments")
    if segments is None:
        return way
    if not isinstance(way, Slic):
        hint = " (a grid has rows and columns)" if isinstance(way, Grid) else ""
        raise InputError(f"segments has no effect on {way.name}{hint}; leave it out, or use unit='slic'.")
    return replace(way, segments=segments)


def _bound(engine: Engine, task: Task, scene: Scene, target: TargetSpec, regions: Integers, wishes: Wishes) -> Problem:
    image = _image(scene)
    gone = _absent("auto" if wishes.gradients else wishes.baseline, image, regions)
    problem = whole_problem(
        engine,
        task,
        scene,
        target,
        "region",
        (),
        RegionMasker(image, regions, gone),
        gone,
    )
    return entered(problem, image, regions, wishes) if wishes.gradients else problem


def _absent(name: object, image: Image, regions: Integers) -> Absent:
    return absent(name, image, regions, stream(0, f"noise for {image.digest}"))


def _image(scene: Scene) -> Image:
    assert isinstance(scene.given, Image)  # which the task has made sure of
    return scene.given
