"""Videos as the views draw them: a row of key frames, regions outlined and coloured by their scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from exegesis.core.types import Integers
from exegesis.data.explanation import Explanation
from exegesis.data.kept_video import KeptVideo
from exegesis.data.place import Pixels
from exegesis.views import scale
from exegesis.views.half_blocks import blocks
from exegesis.views.image_view import outlined
from exegesis.views.kind_view import KindView
from exegesis.views.regions import Drawing, RegionMap, drawing_of, tinted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

    from exegesis.views.paper import Paper

_SHOWN = 6  # frames
_WIDEST = 240  # pixels of a frame, as it is drawn
_GAP = 2  # pixels between frames
_NO_REGION = -1
_COLUMNS = 76  # of a terminal


@dataclass(frozen=True)
class DrawnVideo:
    """All that the template draws: the row of frames, and their numbers from 1 where each begins, in percent."""

    picture: Drawing
    frames: tuple[tuple[float, int], ...]


class VideoView(KindView):
    """Key frames side by side, every region in the colour of its score; below, the strong regions apart."""

    policy: ClassVar[str] = "img-src data:"
    template: ClassVar[str] = "video.html"
    inches: ClassVar[float] = 1.6

    def drawing(self, explanation: Explanation) -> DrawnVideo | None:
        found = key_frames(explanation)
        if found is None:
            return None
        drawn, numbers = found
        starts = 100 / len(numbers) * np.arange(len(numbers))
        marks = tuple((float(start), number + 1) for start, number in zip(starts, numbers.tolist(), strict=True))
        return DrawnVideo(drawing_of(explanation, drawn), marks)

    def lines(self, explanation: Explanation, paper: Paper) -> Iterable[Text]:
        found = key_frames(explanation)
        return () if found is None else blocks([tinted(found[0])], paper, _COLUMNS)

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        found = key_frames(explanation)
        axes.set_axis_off()
        if found is not None:
            axes.imshow(outlined(found[0]), interpolation="nearest")

    def where(self, explanation: Explanation, index: int) -> str:
        return self.place(explanation, index).partition(", ")[0]

    def place(self, explanation: Explanation, index: int) -> str:
        """In which frames a region is, and how much of the video: "frames 3–9, 2% of the video"."""
        at, kept = explanation.units[index].at, explanation.kept
        if not isinstance(kept, KeptVideo) or not isinstance(at, Pixels):
            return ""
        frame = kept.height * kept.width
        first, last = at.runs[0][0] // frame, (sum(at.runs[-1]) - 1) // frame
        named = f"frame {first + 1}" if first == last else f"frames {first + 1}–{last + 1}"
        return f"{named}, {sum(length for _, length in at.runs) / (frame * kept.count):.0%} of the video"


def key_frames(explanation: Explanation) -> tuple[RegionMap, Integers] | None:
    """Frames evenly through the video, side by side with their regions, and their numbers from 0; None for others."""
    kept = explanation.kept
    if not isinstance(kept, KeptVideo):
        return None
    numbers = np.unique(np.linspace(0, kept.count - 1, _SHOWN).round().astype(np.int64))
    step = max(1, -(-kept.width // _WIDEST), -(-kept.height // _WIDEST))
    regions, pixels = kept.cut(explanation.units)[numbers, ::step, ::step], kept.shown()
    beside = [(0, 0), (0, _GAP)]
    row = np.hstack([np.pad(frame, beside, constant_values=_NO_REGION) for frame in regions])
    if pixels is not None:
        few = pixels[numbers, ::step, ::step]
        pixels = np.hstack([np.pad(frame, [*beside, (0, 0)], constant_values=255) for frame in few])
    return RegionMap(row, scale.levels(explanation.scores), pixels), numbers
