"""An edit in a terminal: the answer before and after, the text as `wdiff` marks it, the words that changed.

Nothing of texts and labels is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.edits import wording as said
from exegesis.edits.changes import KEPT, Change
from exegesis.edits.result import Edit
from exegesis.edits.wording import Woven
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NAME = 26  # columns of a word's name
_AROUND = 70  # characters of the text shown to each side of an edit
_EDITS = 8


def show(edit: Edit, console: Console | None = None, width: int | None = None, k: int = 8) -> None:
    """Print to standard output or `console`; all edited words, and of the others the k that changed most."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(edit, paper, k):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(edit: Edit, paper: Paper, k: int) -> Iterable[Text]:
    yield paper.write(f"{label(said.heading(edit))}. {said.flip(edit)}".rstrip(". ") + ".", "bold")
    yield from _table([("", "original", "edited", "change"), *said.outputs(edit)], paper)
    yield paper.write(label(f"{edit.original.fingerprint.model} · {said.explained(edit)}"), "dim")
    for warning in dict.fromkeys((*edit.original.warnings, *edit.edited.warnings)):
        yield paper.write(f"! {label(warning)}", "bold yellow")
    yield paper.write("")
    yield _text(said.woven(edit), paper)
    yield paper.write("")
    yield from _words(edit, paper, k)


def _table(rows: Sequence[Sequence[str]], paper: Paper) -> Iterable[Text]:
    for number, (name, *cells) in enumerate(rows):
        figures = "".join(f"{cell:>9}" for cell in cells[:2]) + f"  {cells[2]:>14}"
        yield paper.write(f"  {paper.column(name, _NAME) if name else ' ' * _NAME}{figures}", "" if number else "dim")


def _text(pieces: Sequence[Woven], paper: Paper) -> Text:
    """The edited text: [-what was taken away-]{+what was put there+}; of long stretches between the edits the ends."""
    text, edits = paper.write(""), 0
    for place, piece in enumerate(pieces):
        if piece.kind == KEPT:
            text += paper.write(_shortened(piece.edited, place > 0, place < len(pieces) - 1))
            continue
        edits += 1
        if edits > _EDITS:
            count = sum(one.kind != KEPT for one in pieces[place:])
            return text + paper.write(f" … and {count} more edit{'' if count == 1 else 's'}")
        text += paper.write(f"[-{piece.original}-]" if piece.original else "", "strike")
        text += paper.write(f"{{+{piece.edited}+}}" if piece.edited else "", "bold")
    return text


def _shortened(text: str, after: bool, before: bool) -> str:
    """What stands near an edit that comes before it (`after`) and near one that follows (`before`)."""
    if len(text) <= 2 * _AROUND + 20:
        return text
    return (text[:_AROUND] if after else "") + " … " + (text[-_AROUND:] if before else "")


def _words(edit: Edit, paper: Paper, k: int) -> Iterable[Text]:
    places, (rows, left) = said.decimals(edit), said.shown(edit, k)
    longest = max((abs(one.change) for one in rows), default=0.0) or 1.0
    yield paper.write(f"  {'score of':<{_NAME}}{'original':>9}{'edited':>9}{'change':>9}", "dim")
    for one in rows:
        figures = "".join(f"{said.score(value, places):>9}" for value in (one.before, one.after, one.change))
        mark = " ~ " if one.is_noise else "   "
        yield paper.write(f"  {paper.column(said.name(one), _NAME)}{figures}{mark}") + _bar(one, longest, paper)
    if left:
        yield paper.write(f"  {said.rest(left)}", "dim")
    yield paper.write(said.sums(edit), "dim")
    if noise := said.noise(rows):
        yield paper.write(noise, "dim")


def _bar(change: Change, longest: float, paper: Paper) -> Text:
    colour = scale.LIGHT.towards if change.change > 0 else scale.LIGHT.against
    return paper.write(paper.bar(abs(change.change) / longest), scale.hexadecimal(colour))
