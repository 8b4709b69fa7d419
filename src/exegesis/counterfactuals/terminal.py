"""Counterfactuals in a terminal: each change with its text as `wdiff` marks it.

Nothing of texts and labels is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.counterfactuals import wording as said
from exegesis.counterfactuals.result import Counterfactual, Counterfactuals
from exegesis.counterfactuals.wording import INSERTED, KEPT, DiffPiece
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_AROUND = 70  # characters of the text shown to each side of an edit
_EDITS = 12  # named in a line


def show(given: Counterfactuals, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(given, paper):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(given: Counterfactuals, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(said.heading(given), 300), "bold")
    yield paper.write(said.summary(given), "" if given.found else "bold yellow")
    for number, one in enumerate(given.found, 1):
        yield paper.write("")
        yield from _one(given, one, number, paper)
    yield paper.write("")
    yield paper.write(label(f"{given.fingerprint.model} · {said.cost(given)}"), "dim")


def _one(given: Counterfactuals, one: Counterfactual, number: int, paper: Paper) -> Iterable[Text]:
    named = [label(said.edit(edit), 60) for edit in one.edits]
    more = f" and {len(named) - _EDITS} more" if len(named) > _EDITS else ""
    yield paper.write(label(f"{number}. {said.answer(one)}", 200), "bold")
    yield paper.write(f"   {', '.join(named[:_EDITS])}{more}")
    for name, pieces in said.sections(given, one):
        if all(piece.kind == KEPT for piece in pieces):
            continue
        yield paper.write(f"   {label(name)}: " if name else "   ") + _text(pieces, paper)
    yield paper.write(f"   {'; '.join(said.measures(given, one))}", "dim")


def _text(pieces: Sequence[DiffPiece], paper: Paper) -> Text:
    """The text with [-what was taken away-]{+what was put there+}; of long stretches between the edits the ends."""
    text = paper.write("")
    for place, piece in enumerate(pieces):
        if piece.kind == KEPT:
            text += paper.write(_shortened(piece.text, place > 0, place < len(pieces) - 1))
        elif piece.kind == INSERTED:
            text += paper.write(f"{{+{piece.text}+}}", "bold")
        else:
            text += paper.write(f"[-{piece.text}-]", "strike")
    return text


def _shortened(text: str, after: bool, before: bool) -> str:
    """What stands near an edit that comes before it (`after`) and near one that follows (`before`)."""
    if len(text) <= 2 * _AROUND + 20:
        return text
    return (text[:_AROUND] if after else "") + " … " + (text[-_AROUND:] if before else "")
