"""The head table in a terminal: the heads that come first by a column, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exegesis.explorer.result import COLUMNS, IMPORTANCE, HeadTable
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 12  # heads
_SMALL = 0.01  # columns whose largest number is below it are written with a power of ten
_NAME, _NUMBER = 6, 8  # columns of a head's name, and of a number at least


def show(table: HeadTable, console: Console | None = None, by: str | None = None, limit: int | None = _SHOWN) -> None:
    """Print to standard output or `console`, sorted by a column (None: importance where it was asked for, else order).

    `limit`: so many heads; None: all.
    """
    from rich.console import Console

    console = console or Console(highlight=False)
    paper = Paper(console, console.width)
    by = by if by is not None or table.target is None else "silenced"
    rows = table.rows if by is None else table.sorted_by(by)
    known = [name for name in COLUMNS if any(getattr(row, name) is not None for row in rows)]
    console.print(paper.write(label(f"{table.model}, {table.kind} attention, {len(rows)} heads{_order(by)}"), "bold"))
    if table.target is not None:
        what = f"{', '.join(IMPORTANCE)}: of the {table.target.output} of {table.target.name}, {table.value:.4f}"
        console.print(paper.write(label(what)))
    widths = [max(len(name) + 1, _NUMBER) for name in known]
    console.print(paper.write("head".ljust(_NAME) + "".join(map(str.rjust, known, widths))))
    forms = {name: _form([getattr(row, name) for row in rows]) for name in known}
    for row in rows[:limit]:
        cells = ("" if (number := getattr(row, name)) is None else format(number, forms[name]) for name in known)
        console.print(paper.write(f"{row.layer}.{row.head}".ljust(_NAME) + "".join(map(str.rjust, cells, widths))))
    if limit is not None and len(rows) > limit:
        console.print(paper.write(f"{limit} of {len(rows)} heads"))
    for note in table.notes:
        console.print(paper.write(f"! {label(note)}", "yellow"))


def _form(column: Sequence[float | None]) -> str:
    """Three decimals, but where they would be 0 all along: of an answer that is certain every importance is small."""
    largest = max((abs(number) for number in column if number is not None), default=0.0)
    return ".1e" if 0 < largest < _SMALL else ".3f"


def _order(by: str | None) -> str:
    return "" if by is None else f", by {'the size of ' if by in IMPORTANCE else ''}{by}"
