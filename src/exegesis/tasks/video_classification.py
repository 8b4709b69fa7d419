"""What is asked of a classifier of videos: as of one of texts, read off one row, the video whole."""

from typing import Any, ClassVar

from exegesis.core.errors import InputError
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.data.video import Video, WholeVideo
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class VideoClassification(Classification):
    """Single-label, multi-label and regression models of videos."""

    reads: ClassVar[str] = "video"
    takes: ClassVar[tuple[type, ...]] = (Video,)

    def scene(self, given: AnyInput) -> Scene:
        """The video in one window; `InputError` for what is none."""
        if not isinstance(given, Video):
            raise InputError(f"{self.model.name} takes a video, not {type(given).__name__}.")
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(WholeVideo(given),), given=given)

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
