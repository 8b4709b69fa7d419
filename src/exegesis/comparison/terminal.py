"""A comparison in a terminal: answers, agreement, the words and texts on which they differ most.

Nothing of texts and names is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.comparison import wording as said
from exegesis.comparison.result import Comparison
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed
from exegesis.views.tables import Table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ANSWERS = 12
_WORDS = 8
_TEXTS = 8
_CELL = 24  # characters of a cell
_FIRST = 44  # of the first column


def show(comparison: Comparison, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(comparison, paper):
        printed(console, line)


def _lines(found: Comparison, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(" beside ".join(one.name for one in found.models)), "bold")
    yield paper.write(label(f"{said.heading(found)}. {said.explained(found)}"), "dim")
    for line in said.troubles(found):
        yield paper.write(f"! {label(line)}", "bold yellow")
    yield from _titled("Answers", said.models(found), paper)
    yield from _titled("", said.answers(found, _ANSWERS), paper)
    if len(found.texts) > _ANSWERS:
        yield paper.write(f"  the first {_ANSWERS} of {len(found.texts):,} texts", "dim")
    if len(found.sides) > 1:
        yield from _titled("Agreement: rank correlation", said.matrix(found, found.agreement()), paper)
        yield paper.write(f"  {said.about(found.agreement())}", "dim")
    heads, words = said.words(found, _WORDS)
    if words:
        yield from _titled("Words on which they differ most", [heads, *(line for _, line in words)], paper)
        yield paper.write(f"  {said.SHARES}", "dim")
        yield paper.write(f"  {said.ORDER} Columns are numbered as above.", "dim")
    yield from _split(found, paper)


def _split(found: Comparison, paper: Paper) -> Iterable[Text]:
    counts = said.beats(found)
    if not counts:
        return
    yield from _titled("One right, the other wrong", counts, paper)
    names = [one.name for one in found.models]
    for one in found.disagreements[:_TEXTS]:
        text = found.texts[one.index]
        yield paper.write(f"  {label(said.beginning(text, 70))}")
        yield paper.write(f"    {label(f'true: {text.truth}; {said.verdict(text, names)}')}", "dim")
    if len(found.disagreements) > _TEXTS:
        yield paper.write(f"  {_TEXTS} of {len(found.disagreements):,} such texts", "dim")


def _titled(title: str, rows: Table, paper: Paper) -> Iterable[Text]:
    yield paper.write("")
    if title:
        yield paper.write(title, "bold")
    made = [[_cell(cell, place) for place, cell in enumerate(row)] for row in rows]
    widths = [max(_width(row[place], paper) for row in made) for place in range(len(made[0]))]
    for number, row in enumerate(made):
        yield paper.write(f"  {_row(row, widths, paper)}", "dim" if number == 0 else "")


def _cell(cell: str, place: int) -> str:
    return label(cell, _CELL if place else _FIRST) if cell else ""


def _row(cells: Sequence[str], widths: Sequence[int], paper: Paper) -> str:
    """The first cell to the left, the others to the right."""
    first, *rest = [(cell, " " * (width - _width(cell, paper))) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([first[0] + first[1], *(space + cell for cell, space in rest)]).rstrip()


def _width(cell: str, paper: Paper) -> int:
    """Columns that a cell takes: wide characters take two, and escapes those they are written with."""
    from rich.cells import cell_len

    return cell_len(paper.write(cell).plain)
