"""Followed relations in a terminal: of each relation its best head, then of each head its best relation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.explorer.relations.result import Followed, HeadRelations
from exegesis.explorer.relations.wording import COLUMNS, cells, heading, notes
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 20  # relations


def show(found: HeadRelations, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)

    def write(line: str, style: str = "") -> None:
        console.print(paper.write(line, style), width=width, soft_wrap=True)

    write(label(heading(found)), "bold")
    surer = [one for one in found.relations if one.margin.low > 0]
    best = [*surer[:_SHOWN], *([found.pronouns] if found.pronouns else [])]
    for line in _columns(best):
        write(line)
    if len(surer) > _SHOWN:
        write(f"{_SHOWN} of {len(surer)} relations, the surest margins first; --json has all.")
    if len(surer) < len(found.relations):
        write(f"{len(found.relations) - len(surer)} more that no head follows better than a fixed distance: --json.")
    beyond = [one for one in found.heads if one.margin.low > 0]
    write("")
    write(f"{len(beyond)} of {len(found.heads)} heads follow a relation better than a fixed distance", "bold")
    for line in _columns(beyond):
        write(line)
    for note in notes(found):
        write(f"! {label(note)}", "yellow")


def _columns(rows: Iterable[Followed]) -> Iterable[str]:
    """Lines of cells, each column as wide as its widest."""
    table: list[Sequence[str]] = [COLUMNS, *(tuple(label(cell) for cell in cells(one)) for one in rows)]
    if len(table) == 1:
        return
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    for row in table:
        padded = [
            cell.ljust(w) if n < 2 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(padded).rstrip()
