"""The video inside an explanation: its frames as one picture, enough to draw it and to ask again, as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import Limit, Note
from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.data.keeping import Kept
from exegesis.data.picture import KeptImage
from exegesis.data.records import Unit
from exegesis.data.regions import map_of
from exegesis.data.video import MOST_PIXELS, Video


@dataclass(frozen=True)
class KeptVideo(Kept):
    """The video that was explained; pixels of its units are counted along rows, and frame after frame."""

    kind: ClassVar[str] = "video"

    count: Annotated[int, Limit(at_least=2), Note("Of frames.")]
    stack: Annotated[KeptImage, Note("The frames below one another.")]

    @classmethod
    def of(cls, video: Video, keep: bool = True) -> "KeptVideo":
        """Of a video; without `keep` its size and digest alone, from which no page can be drawn later."""
        made = cls(video.count, KeptImage.of(video.stack, keep))
        made.__dict__["video"] = video  # as it was, so that nothing is lost while the explanation lives
        return made

    @property
    def height(self) -> int:
        """Rows of a frame."""
        return self.stack.height // self.count

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return self.stack.width

    @property
    def size(self) -> str:
        """As it is said: "16 frames of 112 × 112 pixels"."""
        return f"{self.count} frames of {self.width:,} × {self.height:,} pixels"

    @property
    def digest(self) -> str:
        return self.stack.digest

    @property
    def input(self) -> Video:
        return self.video

    @cached_property
    def video(self) -> Video:
        """The video itself; `InputError` where it was not kept, or kept in fewer bits than it had."""
        self._check()
        try:
            return Video(self.stack.image, self.count)
        except InputError as error:
            raise InputError(str(error).replace("image", "video")) from None

    def cut(self, units: Sequence[Unit]) -> Integers:
        """(frames, height, width): the number of its region for each pixel."""
        self._check()
        return map_of(units, self.stack.height, self.width).reshape(self.count, self.height, self.width)

    def shown(self) -> NDArray[np.uint8] | None:
        """(frames, height, width, 3) to look at, or None where the video was not kept."""
        self._check()
        pixels = self.stack.shown()
        return None if pixels is None else pixels.reshape(self.count, self.height, self.width, 3)

    def _check(self) -> None:
        """`InputError` for a file that says what cannot be."""
        if self.stack.height % self.count or self.stack.height * self.width > MOST_PIXELS:
            raise InputError(f"the explanation's video of {self.stack.height} rows has no {self.count} frames.")

    def __hash__(self) -> int:
        return hash((self.count, self.stack))
