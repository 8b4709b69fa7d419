"""What an absent column becomes: what real rows of the background have there, or the background's middle."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.plurals import plural
from exegesis.core.types import Floats
from exegesis.data.table_background import TableBackground
from exegesis.data.table_schema import TableColumn

NAMES = ("rows", "mean", "median")
USUAL_ROWS = 100


@dataclass(frozen=True, eq=False)
class AbsentColumns:
    """Whole rows (K, columns of the frame) from which the cells of absent columns are taken, and what is said."""

    name: str
    description: str
    rows: Floats


def absent(name: object, background: TableBackground, rows: int | None = None) -> AbsentColumns:
    """By its name; "auto" is "rows". `rows`: so many of the background, of "rows" alone. `InputError` for others."""
    if not isinstance(name, str) or name not in ("auto", *NAMES):
        raise unknown("baseline of a table", name, ("auto", *NAMES))
    if name in ("auto", "rows"):
        count = USUAL_ROWS if rows is None else rows
        check_count("background_rows", count)
        drawn = background.codes[background.drawn(count)]
        return AbsentColumns("rows", _said(len(drawn), len(background)), drawn)
    if rows is not None:
        raise InputError(f"background_rows={shown(rows)} has no effect on baseline={name!r}; leave it out.")
    middle = np.empty((1, len(background.form.columns)))
    for column, places in zip(background.schema, background.places, strict=True):
        middle[0, places] = _middle(name, column, background.codes[:, places], background)
    numbers = f"the {name} of the background (rounded where only whole numbers fit)"
    return AbsentColumns(name, f"an absent column has {numbers}, or its most frequent category", middle)


def _said(drawn: int, of: int) -> str:
    some = f"{plural(drawn, 'row')} of the background" + ("" if drawn == of else f", drawn of {of:,} once for all")
    return f"absent columns have what they have together in {some}; the number is averaged over these rows"


def _middle(name: str, column: TableColumn, cells: Floats, background: TableBackground) -> Floats:
    """(k,) of the columns of the frame that a column stands for."""
    if column.kind == "numeric" and not np.isnan(cells).all():
        value = np.nanmean(cells) if name == "mean" else np.nanmedian(cells)
        is_whole = background.form.columns[background.form.places[column.name]].is_whole
        return np.array([np.rint(value) if is_whole else value])
    if column.kind == "ordinal" and name == "median":
        return _middle_category(column, cells, background)
    kinds, first, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    return np.asarray(kinds[np.lexsort((first, -counts))[0]])  # the first met of those most frequent


def _middle_category(column: TableColumn, cells: Floats, background: TableBackground) -> Floats:
    coded = background.form.columns[background.form.places[column.name]]
    ranks = {coded.code(category): rank for rank, category in enumerate(column.categories) if category is not None}
    known = sorted((ranks[code], code) for code in cells[~np.isnan(cells)].tolist() if code in ranks)
    return np.array([known[len(known) // 2][1] if known else np.nan])
