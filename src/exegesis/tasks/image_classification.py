"""What is asked of a classifier of images: as of one of texts, read off one row, the image whole."""

from typing import Any, ClassVar

from exegesis.core.errors import InputError
from exegesis.data.image import Image, ImageRow
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class ImageClassification(Classification):
    """Single-label, multi-label and regression models of images."""

    reads: ClassVar[str] = "image"
    takes: ClassVar[tuple[type, ...]] = (Image,)

    def scene(self, given: AnyInput) -> Scene:
        """The image in one window; `InputError` for what is no image."""
        if not isinstance(given, Image):
            raise InputError(f"{self.model.name} takes an image, not {type(given).__name__}.")
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(ImageRow(given),), given=given)

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
