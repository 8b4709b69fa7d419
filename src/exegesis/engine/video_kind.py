"""Videos as a kind of data: regions through space and time that are there or absent."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.data.explanation import Explanation
from exegesis.data.kept_video import KeptVideo
from exegesis.data.records import Unit
from exegesis.data.regions import units_of
from exegesis.data.requests import Score
from exegesis.data.targets import TargetSpec
from exegesis.data.video import Video
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Wanted
from exegesis.engine.problem import Problem
from exegesis.engine.whole_kind import WholeKind, whole_problem
from exegesis.modalities.video.maskers import NAMES, VideoMasker, absent_in_video
from exegesis.modalities.video.segmentation import Supervoxels, VideoSegmentation, cut_video, video_segmentation
from exegesis.tasks.base import Scene, Task

_OF_MANY = 5  # dimensions of an array of several videos
_WORTH = 64  # pixels for a token, as of images


@dataclass(frozen=True, eq=False)
class LaidVideo:
    """The units of a video, and the map (frames, height, width) that they are runs of."""

    units: tuple[Unit, ...]
    map: Integers
    way: VideoSegmentation


class VideoKind(WholeKind):
    """Superpixels through time, or other regions of a video.

    `segments`: about so many, of "slic" alone. `keep_video`: whether the explanation holds the frames.
    """

    name: ClassVar[str] = "video"
    settings: ClassVar[tuple[str, ...]] = ("output", "segments", "keep_video", "batch_pixels")
    budget: ClassVar[str] = "batch_pixels"
    answers: ClassVar[frozenset[type]] = frozenset({Score})
    removals: ClassVar[tuple[str, ...]] = ("auto", *NAMES)
    others: ClassVar[tuple[str, ...]] = ("mean", "blur", "grey")

    def check(self, wanted: Wanted) -> None:
        _way(wanted)
        keep = wanted.shared.get("keep_video", True)
        if not isinstance(keep, bool):
            raise InputError(f"keep_video must be true or false, not {keep!r}.")
        super().check(wanted)

    def read(self, given: Any) -> Video:
        return Video.of(given)

    def is_one(self, given: object) -> bool:
        return isinstance(given, Video) or getattr(given, "ndim", _OF_MANY) < _OF_MANY

    def weight(self, given: object) -> int:
        shape = given.stack.pixels.shape[:2] if isinstance(given, Video) else getattr(given, "shape", (0,))[:3]
        return int(np.prod(shape)) // _WORTH

    def layout(self, wanted: Wanted, scene: Scene) -> LaidVideo:
        way = _way(wanted)
        found = cut_video(_video(scene), way)
        return LaidVideo(units_of(found), found, way)

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: LaidVideo) -> Problem:
        name = getattr(wanted.explainer, "baseline", "auto")
        found = _bound(engine, wanted.task, scene, wanted.target, layout.map, name)
        kept = KeptVideo.of(_video(scene), wanted.shared.get("keep_video", True))
        return replace(found, units=layout.units, kept=kept, unit_settings=layout.way.said())

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        kept = explanation.kept
        if not isinstance(kept, KeptVideo):
            raise InputError(f"{engine.model.name} reads videos, and what was explained is none.")
        regions = kept.cut(explanation.units)
        found = _bound(engine, task, task.scene(kept.video), target, regions, wishes.baseline)
        return replace(found, units=explanation.units, kept=kept)


def _way(wanted: Wanted) -> VideoSegmentation:
    """The segmentation that is wished, with the number of segments where the caller says one."""
    way, segments = video_segmentation(wanted.unit), wanted.shared.get("segments")
    if segments is None:
        return way
    if not isinstance(way, Supervoxels):
        raise InputError(f"segments has no effect on {way.name}; leave it out, or use unit='slic'.")
    return replace(way, segments=segments)


def _bound(
    engine: Engine, task: Task, scene: Scene, target: TargetSpec, regions: Integers, baseline: object
) -> Problem:
    video = _video(scene)
    gone = absent_in_video(baseline, video, regions, stream(0, f"noise for {video.digest}"))
    return whole_problem(
        engine,
        task,
        scene,
        target,
        "region",
        (),
        VideoMasker(video, regions, gone),
        gone,
    )


def _video(scene: Scene) -> Video:
    assert isinstance(scene.given, Video)  # which the task has made sure of
    return scene.given
