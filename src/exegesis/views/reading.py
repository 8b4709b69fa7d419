"""The user's text in a terminal: its parts under headings, units coloured or marked, the target's places in braces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.core.plurals import several
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.views import naming, overlay, scale
from exegesis.views.characters import label
from exegesis.views.excerpts import excerpts, gaps, left_out
from exegesis.views.marks import Mark, marks
from exegesis.views.overlay import Piece
from exegesis.views.paper import Paper
from exegesis.views.sections import Section, sections

if TYPE_CHECKING:
    from rich.text import Text

_MARKED = 12  # words marked [+so] or [-so] where there is no colour
_BLUE_LETTERS, _ORANGE_LETTERS = "#007ac0", "#b75f00"  # contrast 4.5 with black and with white


def reading(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """The text and what its colours and marks mean."""
    marked, looks = marks(explanation), _Looks(explanation, paper)
    for section in sections(explanation):
        yield from _heading(section, paper)
        yield _text(explanation, section, marked, paper, looks, section.span)
    yield _legend(explanation, paper)
    yield from _mark_legend(marked, paper)


def shortened(explanations: Sequence[Explanation], paper: Paper) -> Iterable[Text]:
    """The text once for all explanations of it, a long one around their strongest words.

    Where there is a single one its units are coloured or signed, and said on one line what that means.
    """
    first = explanations[0]
    marked = list(dict.fromkeys(mark for explanation in explanations for mark in marks(explanation)))
    looks = _Looks(first, paper, scored=len(explanations) == 1)
    for section in sections(first):
        yield from _heading(section, paper)
        stretches = excerpts(explanations, marked, section)
        before, *gaps_after = gaps(stretches, section)
        text = paper.write(_gap(first.text, before, ("", " ")), "dim") + paper.write("")
        for place, (stretch, gap) in enumerate(zip(stretches, gaps_after, strict=True)):
            text += _in_lines(_text(first, section, marked, paper, looks, stretch))
            text += paper.write(_gap(first.text, gap, (" ", " " if place < len(stretches) - 1 else "")), "dim")
        yield text
    legend = [_legend(first, paper)] if len(explanations) == 1 else []
    legend += _mark_legend(marked, paper)
    if legend:
        yield paper.write(" · ", "dim").join(legend)


_MOST_LINES = 4  # of the text's own; verses and lists of more are shown in one, with a sign for each line end


def _in_lines(text: Text) -> Text:
    """The text as it is where it has few lines, else its line ends as signs."""
    if text.plain.count("\n") < _MOST_LINES:
        return text
    whole = text.copy()
    pieces = whole.split("\n", allow_blank=True)
    return type(text)(" ↵ ").join(piece for piece in pieces if piece.plain.strip())


def _gap(text: str, gap: Span, around: tuple[str, str]) -> str:
    said = left_out(text, gap)
    return said.join(around) if said else ""


def _heading(section: Section, paper: Paper) -> Iterable[Text]:
    if section.name:
        apart = "" if section.has_units else " (not scored: the model always reads it)"
        yield paper.write(label(section.name) + apart, "dim")


def _mark_legend(marked: Sequence[Mark], paper: Paper) -> Iterable[Text]:
    """An entry for each sign, with all that it stands for."""
    said: dict[str, list[str]] = {}
    for kind, what in dict.fromkeys((mark.kind, mark.said) for mark in marked):
        said.setdefault(_braced("...", kind), []).append(what)
    for sign, meant in said.items():
        yield paper.write(f"{sign} {' or '.join(meant)}", "dim")


def _text(
    explanation: Explanation, section: Section, marked: Sequence[Mark], paper: Paper, looks: _Looks, stretch: Span
) -> Text:
    """A stretch of one part in order, its units coloured, or the strongest signed where there is no colour."""
    found = overlay.pieces(explanation, (), marked, stretch)
    inside = [None, *(piece.mark for piece in found), None]
    text = paper.write("")
    for place, piece in enumerate(found):
        if piece.mark is None:
            text += looks.draw(piece)
            continue
        opening, closing = _BRACES[marked[piece.mark].kind == "other"]
        text += paper.write(opening if inside[place] != piece.mark else "")
        drawn = looks.draw(piece)
        drawn.stylize("underline")
        text += drawn
        text += paper.write(closing if inside[place + 2] != piece.mark else "")
    for mark in marked:
        if mark.ghost and mark.span.start == section.span.end == stretch.end:
            text += paper.write(_braced(label(mark.ghost), mark.kind), "underline")
    return text


_BRACES = {False: ("{", "}"), True: ("<", ">")}


def _braced(text: str, kind: str) -> str:
    return text.join(_BRACES[kind == "other"])


class _Looks:
    """How the pieces of an explanation are drawn."""

    def __init__(self, explanation: Explanation, paper: Paper, scored: bool = True) -> None:
        self.paper = paper
        self.levels = scale.levels(explanation.scores * scored).tolist()
        self.spans = [unit.spans for unit in explanation.units]
        self.strongest = {unit.spans for unit, _ in explanation.top(_MARKED)}

    def draw(self, piece: Piece) -> Text:
        level = 0 if piece.unit is None else self.levels[piece.unit]
        if self.paper.has_colour:
            return self.paper.write(piece.text, _style(level))
        if level and piece.unit is not None and self.spans[piece.unit] in self.strongest:
            return self.paper.write(f"[{'+' if level > 0 else '-'}{piece.text}]")
        return self.paper.write(piece.text)


def _style(level: int) -> str:
    """Coloured letters for weak scores, two backgrounds for stronger; against in italics. Reads on dark and light."""
    if level == 0:
        return ""
    slant = "italic " if level < 0 else ""
    if abs(level) < 4:
        return slant + (_BLUE_LETTERS if level > 0 else _ORANGE_LETTERS)
    shade = scale.background((7 if abs(level) < 7 else scale.LEVELS) * (1 if level > 0 else -1), scale.LIGHT)
    return f"{slant}{scale.hexadecimal(scale.LIGHT.ink)} on {scale.hexadecimal(shade)}"


def _legend(explanation: Explanation, paper: Paper) -> Text:
    below, above = naming.sides(explanation.target, explanation.text)
    no, to = " ".join(below if explanation.target.versus else below[:1]), " ".join(above)
    if not paper.has_colour:
        return paper.write(label(f"[+{to}] [-{no}]: the strongest {several(explanation.unit)}"), "dim")
    legend = paper.write("") + paper.write(f"{label(no)} ", "dim")  # a sum takes the first one's style for all of it
    for level in (*range(-scale.LEVELS, 0, 3), *range(1, scale.LEVELS + 1, 3)):
        legend += paper.write(" - " if level < 0 else " + ", _style(level))
    return legend + paper.write(f" {label(to)}", "dim")
