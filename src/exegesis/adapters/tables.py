"""What can be asked of any model of tables, and a callable as one."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.batching import row_size
from exegesis.adapters.called import CalledModel
from exegesis.adapters.failures import last_line
from exegesis.adapters.reads import Read
from exegesis.core.errors import LoadError, ModelError, UnsupportedError
from exegesis.core.plurals import several
from exegesis.core.types import Floats, Outputs
from exegesis.data.rows import Row
from exegesis.data.table_background import TableBackground
from exegesis.data.table_inputs import CodedRows, InputRow, codes_of, distinct_rows
from exegesis.data.table_row import TableRow
from exegesis.data.table_schema import TableSchema


class TableModel(Model):
    """A model of rows of a table. Its batches are bounded by rows, background rows that stand for absent ones too.

    `background`: the rows that the model was loaded with, their schema, and the form of frame that it gets.
    """

    reads: ClassVar[str] = "table"
    batch_tokens: ClassVar[int] = 2**15  # rows: many, as a call of a forest has its price, and few enough for memory
    tried: ClassVar[int] = 1  # rows of the background, when it is loaded
    background: TableBackground
    _is_tried = False

    @property
    def schema(self) -> TableSchema:
        """What the columns hold."""
        return self.background.schema

    def predict(self, rows: Any, batch_rows: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of a frame, or of a list of rows."""
        form = self.background.form
        if isinstance(rows, list | tuple):
            codes = np.array([form.row_codes(TableRow.of(row)) for row in rows]).reshape(-1, len(form.columns))
        else:
            codes = form.codes(rows)
        if not len(codes):
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs([InputRow(row) for row in codes], batch_rows))

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        """Rows that are alike are run once. Of rows that stand for several each, all of their outputs."""
        codes = codes_of(cast(Sequence[CodedRows], rows))
        first, inverse = distinct_rows(codes)
        outputs = self.answers(codes[first])[inverse]
        if len(outputs) == len(rows):
            return outputs
        parts: Any = [part.ravel() for part in np.split(outputs, np.cumsum([row_size(row) for row in rows])[:-1])]
        return cast(Outputs, parts)  # as long as their rows stand for inputs

    def answers(self, codes: Floats) -> Outputs:
        """All outputs (N, C) of rows (N, columns), in the unit `scale`."""
        raise NotImplementedError

    def check(self) -> None:
        """Try it on the first rows of the background, which tell how many outputs it has; `LoadError` in one line.

        Once: a model that is loaded again, as every verb does, has been tried.
        """
        if self._is_tried:
            return
        try:
            self.answers(self.background.codes[: self.tried])
        except LoadError:
            raise
        except ModelError as error:
            raise LoadError(f"a row of the background cannot be asked: {error}") from error
        except Exception as error:  # whatever a caller's own function raises
            raise LoadError(f"{self.name} fails on a row of the background: {last_line(error)}") from error
        self._is_tried = True

    def _facts(self) -> list[tuple[str, str]]:
        columns = ("columns", str(len(self.schema)))
        return [*super()._facts(), columns, ("background", f"{len(self.background):,} rows")]


def table_model(model: Model, verb: str = "") -> TableModel:
    """The model as one of tables; `UnsupportedError` where it reads something else.

    `verb`: what is for tables alone.
    """
    if not isinstance(model, TableModel):
        said = f"{verb} is for models of tables, and {model.name} reads {several(model.reads)}" if verb else ""
        raise UnsupportedError(f"{said or f'{model.name} reads no tables'}.")
    return model


class TableFunction(CalledModel, TableModel):
    """A callable of a frame, of the background's form and columns, to (n, classes) of probabilities.

    With task="regression" of values, (n,) or (n, values).
    """

    noun: ClassVar[str] = "row"
    an_input: ClassVar[str] = "a row"

    def __init__(
        self,
        function: Callable[[Any], Any],
        background: TableBackground,
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(function, task=task, labels=labels, name=name)
        self.background = background

    @property
    def labels(self) -> tuple[str, ...]:
        """() until a row has been answered, where nobody has named them."""
        return self._labels or ()

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        return TableModel.forward(self, rows, precision, read)

    def answers(self, codes: Floats) -> Outputs:
        return self.checked(self._answer(self.background.form.frame(codes)), len(codes))

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        raise TypeError("a table is given as a frame")
