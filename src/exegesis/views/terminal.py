"""Explanations in a terminal, with rich: the text in colour, or with marked words where there is no colour.

Nothing of the text or its labels is interpreted: no markup, no control character reaches the terminal. Where its
encoding is not a Unicode one, bars and signs are drawn in ASCII and characters it lacks appear as escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from exegesis.explanation import Explanation
from exegesis.views import facts, overlay, phrases, scale, wording
from exegesis.views.bars import Bar, top_bars
from exegesis.views.characters import label, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MARKED = 12  # words marked [+so] or [-so] where there is no colour
_LONGEST_BAR = 20  # columns
_NAME = 22  # columns of a name beside a bar
_OUTPUTS = 5
_BLUE_LETTERS, _ORANGE_LETTERS = "#007ac0", "#b75f00"  # contrast 4.5 with black and with white
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_ASCII = str.maketrans({"−": "-", "±": "+-", "×": "x", "“": '"', "”": '"', "–": "-", "…": "...", "²": "2", "·": "-"})


def show(
    explanations: Explanation | Sequence[Explanation],
    console: Console | None = None,
    width: int | None = None,
    k: int = 10,
) -> None:
    """Print explanations one below the other: answer, coloured text, k top words, phrases, facts, warnings.

    Without `console` this prints to standard output, as wide as the terminal or `width` columns.
    """
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    several = [explanations] if isinstance(explanations, Explanation) else list(explanations)
    for index, explanation in enumerate(several):
        heading = index == 0 or not _same_answer(several[index - 1], explanation)
        if index and heading:
            console.print()
        for line in _lines(explanation, _Paper(console, width or console.width), k, heading):
            console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _same_answer(one: Explanation, other: Explanation) -> bool:
    return (one.text, one.prediction, one.fingerprint.model) == (other.text, other.prediction, other.fingerprint.model)


class _Paper:
    """What this console can show, and how strings are written for it."""

    def __init__(self, console: Console, width: int) -> None:
        self.encoding = console.encoding or "ascii"
        self.is_unicode = self.encoding.lower().replace("-", "").startswith("utf")
        self.bar_columns = min(max((width - 44) // 2, 4), _LONGEST_BAR)
        self.has_colour = console.color_system is not None and not console.no_color

    def write(self, text: str, style: str = "") -> Text:
        """`text` as rich must print it, unchanged but for characters that the terminal must not or cannot have."""
        from rich.text import Text

        safe = printable(text)
        try:
            safe.encode(self.encoding)
        except UnicodeEncodeError:
            safe = safe.translate(_ASCII).encode(self.encoding, "backslashreplace").decode(self.encoding)
        return Text(safe, style=style)

    def column(self, name: str) -> str:
        """`name` as wide as the column of names; one from right to left leaves the order of its line alone."""
        from rich.cells import set_cell_size

        column = set_cell_size(self.write(label(name, _NAME)).plain, _NAME)
        turned = any(bidirectional(char) in ("R", "AL") for char in column)
        return f"{_LEFT_TO_RIGHT}{column}{_LEFT_TO_RIGHT}" if turned and self.is_unicode else column

    def bar(self, share: float) -> str:
        """A bar of that share of the axis from the left, to an eighth of a column."""
        eighths = round(min(max(share, 0.0), 1.0) * self.bar_columns * 8)
        if not self.is_unicode:
            return "#" * max(round(eighths / 8), eighths > 0)
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()

    def bar_against(self, share: float) -> str:
        """A bar that grows from the right, to half a column."""
        halves = round(min(max(share, 0.0), 1.0) * self.bar_columns * 2)
        if not self.is_unicode:
            return "#" * max(round(halves / 2), halves > 0)
        return "▐" * (halves % 2) + "█" * (halves // 2)


def _lines(explanation: Explanation, paper: _Paper, k: int, heading: bool) -> Iterable[Text]:
    if heading:
        yield from _answer(explanation, paper)
    yield paper.write("")
    yield _title(explanation, paper)
    for warning in facts.warnings(explanation):
        yield paper.write(f"! {label(warning)}", "bold yellow")
    yield paper.write("")
    yield _text(explanation, paper)
    yield _legend(explanation, paper)
    yield paper.write("")
    yield from _words(explanation, paper, k)
    yield from _phrases(explanation, paper)
    yield paper.write("")
    yield from _facts(explanation, paper)


def _answer(explanation: Explanation, paper: _Paper) -> Iterable[Text]:
    yield paper.write(label(wording.answer(explanation.prediction)), "bold")
    outputs = facts.outputs(explanation)
    for name, said, share, is_answer in outputs[:_OUTPUTS]:
        bar = "" if explanation.prediction.kind == "regression" else f"{paper.bar(share):<{paper.bar_columns}} "
        yield paper.write(f"  {paper.column(name)} {bar}{said}", "" if is_answer else "dim")
    if len(outputs) > _OUTPUTS:
        yield paper.write(f"  and {len(outputs) - _OUTPUTS} more", "dim")
    yield paper.write(label(f"{explanation.fingerprint.model} · {facts.identity(explanation)}"), "dim")


def _title(explanation: Explanation, paper: _Paper) -> Text:
    title = paper.write(label(wording.method_name(explanation.method)), "bold")
    return title + paper.write(label(f" explains {wording.explained(explanation.target)}").join((" ", "")))


def _text(explanation: Explanation, paper: _Paper) -> Text:
    """The text in order, its units coloured, or the strongest marked where there is no colour."""
    levels = scale.levels(explanation.scores).tolist()
    marked = {unit.spans for unit, _ in explanation.top(_MARKED)}
    text = paper.write("")
    for piece in overlay.pieces(explanation):
        level = 0 if piece.unit is None else levels[piece.unit]
        if paper.has_colour:
            text += paper.write(piece.text, _style(level))
        elif level and piece.unit is not None and explanation.units[piece.unit].spans in marked:
            text += paper.write(f"[{'+' if level > 0 else '-'}{piece.text}]")
        else:
            text += paper.write(piece.text)
    return text


def _style(level: int) -> str:
    """Coloured letters for weak scores, two backgrounds for stronger; against in italics. Reads on dark and light."""
    if level == 0:
        return ""
    slant = "italic " if level < 0 else ""
    if abs(level) < 4:
        return slant + (_BLUE_LETTERS if level > 0 else _ORANGE_LETTERS)
    shade = scale.background((7 if abs(level) < 7 else scale.LEVELS) * (1 if level > 0 else -1), scale.LIGHT)
    return f"{slant}{scale.hexadecimal(scale.LIGHT.ink)} on {scale.hexadecimal(shade)}"


def _legend(explanation: Explanation, paper: _Paper) -> Text:
    if not paper.has_colour:
        return paper.write("[+towards] [-against]: the strongest words", "dim")
    legend = paper.write("")
    for level in (*range(-scale.LEVELS, 0, 3), *range(1, scale.LEVELS + 1, 3)):
        legend += paper.write(" - " if level < 0 else " + ", _style(level))
    return (
        paper.write("against ", "dim") + legend + paper.write(f" towards {label(explanation.target.name, 24)}", "dim")
    )


def _words(explanation: Explanation, paper: _Paper, k: int) -> Iterable[Text]:
    chart = top_bars(explanation, k)
    length = chart.rows[0].bar.width if chart.rows else 1.0  # of the longest bar, in percent of the axis
    said = max((len(row.said) for row in chart.rows), default=0)
    for row in chart.rows:
        yield _word(row, f"{row.said:<{said}}", length, chart.zero > 0.0, paper)
    if not chart.rows:
        yield paper.write("every score is 0", "dim")


def _word(row: Bar, said: str, longest: float, diverging: bool, paper: _Paper) -> Text:
    """A row: name, number, and the bar to the right of zero or, against the target, to the left of it."""
    share = row.bar.width / longest
    left = paper.bar_against(share) if row.score < 0 else ""
    right = paper.bar(share) if row.score > 0 else ""
    return (
        paper.write(f"  {paper.column(row.name)} {said} ")
        + paper.write(f"{left:>{paper.bar_columns}}" if diverging else "", scale.hexadecimal(scale.LIGHT.against))
        + paper.write(right, scale.hexadecimal(scale.LIGHT.towards))
    )


def _phrases(explanation: Explanation, paper: _Paper) -> Iterable[Text]:
    places = wording.decimals(explanation.scores)
    for index, phrase in enumerate(phrases.strongest(explanation, 3)):
        if index == 0:
            yield paper.write("")
            yield paper.write("strongest phrases", "dim")
        yield paper.write(f"  {wording.signed(phrase.score, places):<8} {label(phrase.text, 60)}")


def _facts(explanation: Explanation, paper: _Paper) -> Iterable[Text]:
    for lines in (facts.measures(explanation), facts.details(explanation), facts.conditions(explanation)):
        if lines:
            yield paper.write(" · ".join(label(f"{name} {value}") for name, value in lines), "dim")
