"""How a video is cut into regions that reach through time: superpixels by scikit-image, boxes, or an own map."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, check_count, shown, unknown
from exegesis.core.types import Integers
from exegesis.data.regions import numbered
from exegesis.data.video import Video

Labels: TypeAlias = NDArray[np.integer]  # (frames, height, width)
_INSTALL = "pip install 'exegesis[image]'"


class VideoSegmentation(ABC):
    """A way to cut a video. Subclasses are frozen dataclasses of its settings."""

    name: ClassVar[str]

    @abstractmethod
    def labels(self, video: Video) -> Labels:
        """A label for each pixel, (frames, height, width); equal ones are one region."""

    def said(self) -> dict[str, Any]:
        """Its name and settings, as an explanation tells them."""
        settings: Any = self
        return {"segmentation": self.name, **asdict(settings)}


@dataclass(frozen=True)
class Supervoxels(VideoSegmentation):
    """k-means over colour, place and time (slic in three dimensions): the usual way.

    `segments`: about so many. `compactness`: how much place counts beside colour. `spacing`: how far a frame is from
    the next, in pixels; below 1 regions reach further through time than over the picture.
    """

    name: ClassVar[str] = "slic"
    segments: int = 200
    compactness: float = 20.0
    spacing: float = 0.2

    def __post_init__(self) -> None:
        check_count("segments", self.segments, 2)
        for name in ("compactness", "spacing"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < np.inf:
                raise InputError(f"{name} must be a number above 0, not {shown(value)}.")

    def labels(self, video: Video) -> Labels:
        """By scikit-image."""
        try:
            from skimage.segmentation import slic
        except ImportError:
            raise UnsupportedError(
                f"superpixels need scikit-image: {_INSTALL}. Without it there are unit='boxes' and maps of your own."
            ) from None
        pixels = (video.frames / np.float32(video.stack.top)).astype(np.float32)
        if pixels.ndim == 3:
            pixels = np.repeat(pixels[..., None], 3, axis=3)
        found: Labels = slic(
            pixels,
            n_segments=self.segments,
            compactness=self.compactness,
            spacing=(self.spacing, 1.0, 1.0),
            start_label=0,
            channel_axis=-1,
        )
        return found


@dataclass(frozen=True)
class Boxes(VideoSegmentation):
    """Boxes: so many stretches of frames, rows and columns, as equal as whole pixels allow. Needs no scikit-image."""

    name: ClassVar[str] = "boxes"
    stretches: int = 4
    rows: int = 4
    columns: int = 4

    def __post_init__(self) -> None:
        for name in ("stretches", "rows", "columns"):
            check_count(name, getattr(self, name))

    def labels(self, video: Video) -> Labels:
        """Numbered frame after frame, row after row."""
        counts, sizes = (self.stretches, self.rows, self.columns), (video.count, video.height, video.width)
        if any(count > size for count, size in zip(counts, sizes, strict=True)):
            raise InputError(
                f"{self.stretches} x {self.rows} x {self.columns} boxes do not fit {video.count} frames of "
                f"{video.height} x {video.width} pixels."
            )
        along = [np.arange(size) * count // size for count, size in zip(counts, sizes, strict=True)]
        return np.asarray(
            (along[0][:, None, None] * self.rows + along[1][:, None]) * self.columns + along[2], dtype=np.int64
        )


@dataclass(frozen=True, eq=False)
class OwnVideoMap(VideoSegmentation):
    """The user's own map, or function of the frames that gives one: negative where a pixel is never hidden."""

    name: ClassVar[str] = "own"
    map: NDArray[Any] | Callable[[Any], Any]

    def labels(self, video: Video) -> Labels:
        """The map, checked."""
        labels = np.asarray(self.map(video.frames)) if callable(self.map) else self.map
        shape = (video.count, video.height, video.width)
        if labels.shape != shape:
            raise InputError(
                f"the map of regions has the shape {labels.shape}, and the video {shape}; label each pixel."
            )
        if not np.issubdtype(labels.dtype, np.integer):
            raise InputError(f"the map of regions is of {labels.dtype}; give whole numbers, as in labels.astype(int).")
        return labels

    def said(self) -> dict[str, Any]:
        """That it is the user's own."""
        return {"segmentation": self.name}


WAYS: Mapping[str, type[Any]] = {kind.name: kind for kind in (Supervoxels, Boxes)}
UnitOfVideo: TypeAlias = str | VideoSegmentation | NDArray[Any] | Callable[[Any], Any]


def video_segmentation(unit: object) -> VideoSegmentation:
    """The way that a `unit` names: a name, a record of settings, a map, or a function; `InputError` for others."""
    if isinstance(unit, VideoSegmentation):
        return unit
    if unit is None or isinstance(unit, str):
        if unit is not None and unit not in WAYS:
            raise unknown("unit of a video", unit, WAYS)
        made: VideoSegmentation = WAYS[unit or Supervoxels.name]()
        return made
    if isinstance(unit, np.ndarray) or callable(unit):
        return OwnVideoMap(unit)
    raise InputError(
        f"unit must be one of {', '.join(WAYS)}, a map of labels (frames, height, width), or a function that gives "
        f"one, not {shown(unit)}."
    )


def cut_video(video: Video, way: VideoSegmentation) -> Integers:
    """(frames, height, width): the number of each pixel's region, 0..n-1, without a gap; -1 for none."""
    labels = way.labels(video)
    try:
        return numbered(labels.reshape(video.stack.height, video.width)).reshape(labels.shape)
    except InputError as error:
        raise InputError(str(error).replace("the image", "the video").split(", or another unit")[0] + ".") from None
