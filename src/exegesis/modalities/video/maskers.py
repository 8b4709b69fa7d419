"""Keep masks over the regions of a video to videos: the frames are painted as one tall image, when a batch is run."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import unknown
from exegesis.core.types import Integers, Masks
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.data.video import Frames, Video
from exegesis.modalities.image.absent import Absent, absent, like
from exegesis.modalities.image.maskers import MaskedImage, RegionMasker
from exegesis.modalities.image.tree import region_tree
from exegesis.modalities.masker import Masker

NAMES = ("mean", "blur", "noise", "black", "grey", "white")
_BLURRED = 20  # as of images: a blur's sigma is the shorter side over this


class VideoMasker(Masker):
    """Absent regions take their pixels from other videos: one, or several draws.

    `regions` (frames, height, width): the region of each pixel, 0..n-1, and -1 where it is of none and always stays.
    """

    def __init__(self, video: Video, regions: Integers, absent: Absent) -> None:
        self.video, self.regions = video, regions
        self._stacked = RegionMasker(video.stack, regions.reshape(video.stack.height, video.width), absent)
        self.draws = self._stacked.draws

    def units_of(self, window: int) -> Integers:
        return self._stacked.units_of(window)

    def rows(self, window: int, masks: Masks) -> list[Row]:
        rows = self._stacked.rows(window, masks)
        return [MaskedVideo(self.video, row) for row in rows if isinstance(row, MaskedImage)]

    def tree(self) -> UnitTree | None:
        return region_tree(self.video.stack, self.regions)


@dataclass(frozen=True, eq=False, slots=True)
class MaskedVideo:
    """One masked video before it is painted. Of a mask that keeps all it is the video itself, whatever the draw."""

    source: Video
    image: MaskedImage

    @property
    def key(self) -> bytes:
        """What tells it from every other input; the whole video is the same under all maskers."""
        return self.source.digest.encode() + (b"" if self.image.is_whole else self.image.key)

    @property
    def size(self) -> int:
        """Its pixels, of all frames."""
        return self.image.size

    def frames(self) -> Frames:
        """Painted anew at each call."""
        return self.source.split(self.image.pixels())


def absent_in_video(name: object, video: Video, regions: Integers, rng: np.random.Generator) -> Absent:
    """What absent regions become, by the names that images have; a blur is one over time too.

    `InputError` for an unknown name.
    """
    if isinstance(name, str) and name not in ("auto", *NAMES) and not name.startswith("#"):
        raise unknown("baseline of a video", name, ("auto", *NAMES, "#RRGGBB"))
    if name != "blur":
        return absent(name, video.stack, regions.reshape(video.stack.height, video.width), rng)
    from scipy.ndimage import gaussian_filter

    sigma, over_time = min(video.height, video.width) / _BLURRED, video.count / _BLURRED
    wide = (over_time, sigma, sigma, 0.0)[: video.frames.ndim]
    blurred = gaussian_filter(video.frames.astype(np.float64), wide, mode="nearest")
    said = f"an absent region is blurred (Gaussian, sigma {sigma:.3g} pixels and {over_time:.3g} frames)"
    return Absent("blur", said, (like(video.stack, blurred.reshape(video.stack.pixels.shape)),))
