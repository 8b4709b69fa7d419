"""What is asked of a classifier of sequences of events: as of one of texts, read off one row, the sequence whole."""

from typing import Any, ClassVar

from exegesis.core.errors import InputError
from exegesis.data.arrays import ArrayRow
from exegesis.data.events import EventSequence
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class EventClassification(Classification):
    """Single-label, multi-label and regression models of sequences of events."""

    reads: ClassVar[str] = "events"
    takes: ClassVar[tuple[type, ...]] = (EventSequence,)

    def scene(self, given: AnyInput) -> Scene:
        """The sequence in one window; `InputError` for what is none."""
        if not isinstance(given, EventSequence):
            raise InputError(f"{self.model.name} takes a sequence of events, not {type(given).__name__}.")
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(ArrayRow(given),), given=given)

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
