"""What is sliced: a model, its rows in the form that it takes, and what it answered to them, asked once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Floats
from exegesis.data.inputs import check_several
from exegesis.data.items import DataItem
from exegesis.data.outcomes import Outcomes
from exegesis.data.table_row import said
from exegesis.slices.rows import SlicedRows, cells_of, columns_of

Progress = Callable[[int, int], None]
_READ = ("text", "table")


@dataclass(frozen=True, eq=False)
class SlicedSubject:
    """`called`: what each row is called in a list, its text or its cells; `codes`: of a table its cells as numbers."""

    model: Model | None
    rows: SlicedRows
    called: tuple[str, ...]
    given: Any
    codes: Floats | None = None

    def input(self, row: int) -> Any:
        """A row as `explain` takes it."""
        if self.codes is None:
            return self.given[row]
        assert isinstance(self.model, TableModel)
        return self.model.background.form.row(self.codes[row])


def subject_of(
    model: Model | None,
    data: Any,
    truths: Sequence[str | int] | None,
    columns: Mapping[str, Sequence[Any]] | Any,
    outcomes: Outcomes | None,
    progress: Progress | None,
) -> SlicedSubject:
    """The model asked, unless `outcomes` are what it answered."""
    if model is not None and model.reads not in _READ:
        raise UnsupportedError(f"slices are of texts and of rows of tables; {model.name} reads {model.reads}s.")
    if outcomes is not None and truths is not None:
        raise InputError("outcomes know what is true; leave truths out.")
    found = _asked(model, data, truths, progress) if outcomes is None else outcomes
    if isinstance(model, TableModel):
        return _of_table(model, data, columns, found)
    check_several(data, "slices")
    given: tuple[Any, ...] = tuple(data)
    texts = tuple(map(_text, given))
    table, left_out = (None, ()) if columns is None else columns_of(columns)
    return SlicedSubject(model, SlicedRows(found, texts, table, left_out), texts, given)


def _asked(model: Model | None, data: Any, truths: Sequence[str | int] | None, progress: Progress | None) -> Outcomes:
    if model is None:
        raise InputError("there is neither a model to ask nor outcomes that it gave; give one of them.")
    if truths is None:
        raise InputError("when a model succeeds is told by labels: give truths, one for each row.")
    return api.outcomes(model, data, truths=truths, progress=progress)


def _of_table(model: TableModel, frame: Any, columns: Any, outcomes: Outcomes) -> SlicedSubject:
    form = model.background.form
    codes = form.codes(frame)
    own = {column.name: cells_of(column, codes[:, place]) for place, column in enumerate(form.columns)}
    beside = {} if columns is None else {str(name): columns[name] for name in columns}
    if twice := own.keys() & beside.keys():
        raise InputError(f"the table has a column {min(twice)!r} already; call the other one by another name.")
    table, left_out = columns_of({**own, **beside})
    names = tuple(", ".join(f"{name} {said(cell)}" for name, cell in _pairs(form.row(row))) for row in codes)
    return SlicedSubject(model, SlicedRows(outcomes, (), table, left_out), names, frame, codes)


def _pairs(row: Any) -> list[tuple[str, Any]]:
    return list(zip(row.names, row.cells, strict=True))


def _text(given: Any) -> str:
    text = DataItem(given).text
    if text is None:
        raise InputError(f"slices are of texts and pairs of them, not of {type(given).__name__}.")
    return text


def like(first: Outcomes, second: Outcomes, name: str) -> Outcomes:
    """The second model's outcomes with its classes in the order of the first's; `InputError` where they are others."""
    known = [one.casefold() for one in second.classes]
    wished = [one.casefold() for one in first.classes]
    if sorted(known) != sorted(wished) or len(first) != len(second):
        raise InputError(
            f"{name} has the classes {', '.join(second.classes)} on {len(second):,} rows, the first model "
            f"{', '.join(first.classes)} on {len(first):,}; give a model of the same classes and rows."
        )
    order = [known.index(one) for one in wished]
    return Outcomes(first.classes, first.labels, np.asarray(second.probabilities[:, order]))
