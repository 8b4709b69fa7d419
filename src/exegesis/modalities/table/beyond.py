"""What a row has that no row of the background has: a reader must know that the model was asked beyond it."""

import numpy as np

from exegesis.core.errors import shown
from exegesis.core.types import Floats
from exegesis.data.table_background import TableBackground
from exegesis.data.table_row import said
from exegesis.data.table_schema import TableColumn

_NAMED = 3


def beyond(background: TableBackground, codes: Floats) -> tuple[str, ...]:
    """A sentence that names the columns of a row (columns of the frame,) in which it is beyond; () where in none."""
    found = [
        told
        for column, places in zip(background.schema, background.places, strict=True)
        if (told := _told(column, background, codes[places]))
    ]
    if not found:
        return ()
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return (f"The row has what the background has not: {'; '.join(found[:_NAMED])}{more}.",)


def _told(column: TableColumn, background: TableBackground, own: Floats) -> str:
    if column.kind == "one-hot":
        ones = int((own == 1).sum()) if not np.isnan(own).any() else -1
        return "" if ones == 1 or (ones == 0 and column.missing) else f"in {shown(column.name)} not exactly one is 1"
    coded = background.form.columns[background.form.places[column.name]]
    cell = coded.cell(own[0])
    if cell is None:
        return "" if column.missing else f"{shown(column.name)} is missing"
    if column.low is not None and column.high is not None:
        if column.low <= own[0] <= column.high:
            return ""
        return f"{shown(column.name)} {said(cell)} is beyond {said(column.low)} to {said(column.high)}"
    known = column.categories
    return "" if cell in known else f"{shown(column.name)} has no row with {shown(cell)}"
