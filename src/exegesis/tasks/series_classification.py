"""What is asked of a classifier of time series: as of one of texts, read off one row, the series whole."""

from typing import Any, ClassVar

from exegesis.core.errors import InputError
from exegesis.data.arrays import ArrayRow
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.data.series import Series
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class SeriesClassification(Classification):
    """Single-label, multi-label and regression models of time series."""

    reads: ClassVar[str] = "series"
    takes: ClassVar[tuple[type, ...]] = (Series,)

    def scene(self, given: AnyInput) -> Scene:
        """The series in one window; `InputError` for what is none."""
        if not isinstance(given, Series):
            raise InputError(f"{self.model.name} takes a series, not {type(given).__name__}.")
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(ArrayRow(given),), given=given)

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
