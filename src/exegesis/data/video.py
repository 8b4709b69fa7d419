"""A video as it was given, checked: its frames, as one tall image whose parts stand below one another.

So what is known of images (types and ranges of values, colours, means of regions, PNG) serves videos as it stands; what
is of time (blur, superpixels, which regions touch) has the frames told apart.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.data.image import Image, Pixels

Frames: TypeAlias = NDArray[Any]  # (frames, height, width, 3), or (frames, height, width) where they are grey

MOST_PIXELS = 2**23  # over all frames: 167 of 224 x 224
_ASKED = "give an array (frames, height, width, 3) of uint8 in 0..255 or of floats in 0..1"


@dataclass(frozen=True, eq=False)
class Video:
    """One video. `Video.of` makes it of what a user gives, and refuses in one line what is no video.

    `stack`: the frames below one another, (frames * height, width, 3), or without the 3 where they are grey. `count`:
    of frames.
    """

    stack: Image
    count: int

    @classmethod
    def of(cls, given: object) -> "Video":
        """The video of an array, or of a list of frames of one size; `InputError` for what is none."""
        if isinstance(given, Video):
            return given
        frames = _frames(given)
        _check_shape(frames)
        if frames.dtype.kind == "f" and not np.isfinite(frames).all():
            frame, row, column = np.argwhere(~np.isfinite(frames))[0][:3]
            raise InputError(
                f"the video has NaN or infinity in frame {frame + 1}, row {row}, column {column}; mend it."
            )
        try:
            return cls(Image.of(frames.reshape(-1, *frames.shape[2:])), len(frames))
        except InputError as error:
            raise InputError(str(error).replace("the image", "the video")) from None

    @property
    def height(self) -> int:
        """Rows of pixels of a frame."""
        return self.stack.height // self.count

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return self.stack.width

    @property
    def frames(self) -> Frames:
        """As the model gets them."""
        return self.split(self.stack.pixels)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the number of frames and all pixels, in hexadecimal digits."""
        import hashlib

        return hashlib.sha256(f"{self.count} {self.stack.digest}".encode()).hexdigest()

    def split(self, stacked: Pixels) -> Frames:
        """(frames, height, ...) of what stands below one another."""
        found: Frames = stacked.reshape(self.count, self.height, *stacked.shape[1:])
        return found

    def __repr__(self) -> str:
        return f"<Video: {self.count} frames of {self.width} x {self.height} pixels, {self.stack.pixels.dtype}>"


def _frames(given: object) -> Frames:
    if isinstance(given, list | tuple) and given and all(isinstance(one, np.ndarray) for one in given):
        shapes = {one.shape for one in given}
        if len(shapes) > 1:
            raise InputError(
                f"the frames of the video have several shapes: {shown(sorted(shapes))}; give them one size."
            )
        return np.stack(given)
    if not isinstance(given, np.ndarray):
        raise InputError(f"the video must not be of the type {type(given).__name__}; {_ASKED}.")
    return given


def _check_shape(frames: Frames) -> None:
    """`InputError` for a shape that no video has, and for too many pixels."""
    if frames.ndim == 4 and frames.shape[1] in (1, 3) and frames.shape[3] > 4:
        raise InputError(
            f"the video has the shape {frames.shape}; put the channels last, as in video.transpose(0, 2, 3, 1)."
        )
    if frames.ndim not in (3, 4) or (frames.ndim == 4 and frames.shape[3] != 3) or 0 in frames.shape:
        raise InputError(f"the video has the shape {frames.shape}; {_ASKED}.")
    if len(frames) < 2:
        raise InputError("the video has 1 frame, which is an image; give at least 2.")
    pixels = int(np.prod(frames.shape[:3]))
    if pixels > MOST_PIXELS:
        raise InputError(
            f"the video has {pixels:,} pixels over its {len(frames)} frames, and at most {MOST_PIXELS:,} are "
            "explained; take fewer or smaller frames."
        )


@dataclass(frozen=True, eq=False)
class WholeVideo:
    """A video before its model, whole; a masker's rows have the same `source`, `key`, `size` and `frames`."""

    source: Video

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.source.digest.encode()

    @property
    def size(self) -> int:
        """Its pixels, of all frames: batches of videos are bounded by them."""
        return self.source.stack.height * self.source.width

    def frames(self) -> Frames:
        """As the model is to see them."""
        return self.source.frames


VideoLike: TypeAlias = Video | Frames | list[Frames]  # what `Video.of` takes
