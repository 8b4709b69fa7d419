"""A series of a file: a row for each step, a column for each channel."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exegesis.core.errors import InputError, shown, unknown

if TYPE_CHECKING:
    from exegesis.data.series import Series


def series_of(path: Path, channels: list[str] | None) -> "Series":
    """The series of these columns, all where none are named; `InputError`, line and column named, for other cells.

    One column is a line, which the model gets as (steps,).
    """
    from exegesis.core.tables import every_row
    from exegesis.data.series import Series

    rows = every_row(path)
    names = list(rows[0].fields) if channels is None else list(dict.fromkeys(channels))
    for name in names:
        if name not in rows[0].fields:
            raise unknown(f"column of {path.name}", name, rows[0].fields)
    lines = [[_number(row.fields.get(name), name, row.where) for row in rows] for name in names]
    return Series.of(lines[0] if len(lines) == 1 else lines, names)


def _number(cell: Any, name: str, where: str) -> float:
    try:
        found = float(cell)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise InputError(
            f"{where}: the column {shown(name)} holds {shown(cell)}, which is no number; name the columns that are "
            "channels by --channel."
        )
    return found
