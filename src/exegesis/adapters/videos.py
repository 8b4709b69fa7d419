"""What can be asked of any model of videos, and a callable as one."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.core.types import Outputs
from exegesis.data.rows import DataRow, Row
from exegesis.data.video import Frames, Video, WholeVideo


@runtime_checkable
class FramesRow(DataRow, Protocol):
    """A video before its model, whole or masked; painted when it is run."""

    @property
    def source(self) -> Video:
        """The video that it is made of."""

    def frames(self) -> Frames:
        """As the model is to see them."""


class VideoModel(Model):
    """A model of videos. Its batches are bounded by pixels, of all frames, not by how many masks are asked for."""

    reads: ClassVar[str] = "video"
    batch_tokens: ClassVar[int] = 2**22  # pixels: 5 videos of 16 frames of 224 x 224

    def predict(self, videos: Sequence[Any], batch_pixels: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of videos as `explain` takes them."""
        rows = [WholeVideo(Video.of(video)) for video in videos]
        if not rows:
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs(rows, batch_pixels))


class VideoFunction(CalledModel, VideoModel):
    """A callable of a list of arrays (frames, height, width, 3) to (n, classes) of probabilities.

    With task="regression" of values. The number of classes is learned from the first answer, or from `labels`.
    """

    noun: ClassVar[str] = "video"
    an_input: ClassVar[str] = "a video"

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first video has been answered, where nobody has named them."""
        return self._labels or ()

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        return [row.frames() for row in rows if isinstance(row, FramesRow)]
