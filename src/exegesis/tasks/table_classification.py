"""What is asked of a model of tables: as of a classifier of texts, read off one row."""

from typing import Any, ClassVar

from exegesis.adapters.tables import table_model
from exegesis.core.errors import InputError
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.records import Window
from exegesis.data.table_inputs import InputRow
from exegesis.data.table_row import TableRow
from exegesis.tasks.base import Scene
from exegesis.tasks.classification import Classification

_NO_TEXT = Document("", ())
_ONE_WINDOW = (Window(0, 0, 1.0),)


class TableClassification(Classification):
    """Single-label, multi-label and regression models of tables."""

    reads: ClassVar[str] = "table"
    takes: ClassVar[tuple[type, ...]] = (TableRow,)

    def scene(self, given: AnyInput) -> Scene:
        """The row in one window, its cells by the names of the background; `InputError` where they do not fit it."""
        if not isinstance(given, TableRow):
            raise InputError(f"{self.model.name} takes a row of a table, not {type(given).__name__}.")
        form = table_model(self.model).background.form
        codes = form.row_codes(given)
        return Scene(_NO_TEXT, _ONE_WINDOW, (), data=(InputRow(codes),), given=form.row(codes))

    def _document(self, given: Any) -> Document:
        return _NO_TEXT
