"""Explanations in a terminal, with rich: the text in colour, or with marked words where there is no colour.

Nothing of the text or its labels is interpreted: no markup, no control character reaches the terminal. Where its
encoding is not a Unicode one, bars and signs are drawn in ASCII and characters it lacks appear as escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.explanation import Explanation
from exegesis.views import facts, overlay, phrases, scale, wording
from exegesis.views.bars import Bar, top_bars
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MARKED = 12  # words marked [+so] or [-so] where there is no colour
_OUTPUTS = 5
_BLUE_LETTERS, _ORANGE_LETTERS = "#007ac0", "#b75f00"  # contrast 4.5 with black and with white


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
    paper = Paper(console, width or console.width)
    several = [explanations] if isinstance(explanations, Explanation) else list(explanations)
    for index, explanation in enumerate(several):
        heading = index == 0 or not _same_answer(several[index - 1], explanation)
        if index and heading:
            console.print()
        for line in _lines(explanation, paper, k, heading):
            console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _same_answer(one: Explanation, other: Explanation) -> bool:
    return (one.text, one.prediction, one.fingerprint.model) == (other.text, other.prediction, other.fingerprint.model)


def _lines(explanation: Explanation, paper: Paper, k: int, heading: bool) -> Iterable[Text]:
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


def _answer(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(wording.answer(explanation.prediction)), "bold")
    outputs = facts.outputs(explanation)
    for name, said, share, is_answer in outputs[:_OUTPUTS]:
        bar = "" if explanation.prediction.kind == "regression" else f"{paper.bar(share):<{paper.bar_columns}} "
        yield paper.write(f"  {paper.column(name)} {bar}{said}", "" if is_answer else "dim")
    if len(outputs) > _OUTPUTS:
        yield paper.write(f"  and {len(outputs) - _OUTPUTS} more", "dim")
    yield paper.write(label(f"{explanation.fingerprint.model} · {facts.identity(explanation)}"), "dim")


def _title(explanation: Explanation, paper: Paper) -> Text:
    title = paper.write(label(wording.method_name(explanation.method)), "bold")
    return title + paper.write(label(f" explains {wording.explained(explanation.target)}").join((" ", "")))


def _text(explanation: Explanation, paper: Paper) -> Text:
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


def _legend(explanation: Explanation, paper: Paper) -> Text:
    if not paper.has_colour:
        return paper.write("[+towards] [-against]: the strongest words", "dim")
    legend = paper.write("")
    for level in (*range(-scale.LEVELS, 0, 3), *range(1, scale.LEVELS + 1, 3)):
        legend += paper.write(" - " if level < 0 else " + ", _style(level))
    return (
        paper.write("against ", "dim") + legend + paper.write(f" towards {label(explanation.target.name, 24)}", "dim")
    )


def _words(explanation: Explanation, paper: Paper, k: int) -> Iterable[Text]:
    chart = top_bars(explanation, k)
    length = chart.rows[0].bar.width if chart.rows else 1.0  # of the longest bar, in percent of the axis
    said = max((len(row.said) for row in chart.rows), default=0)
    for row in chart.rows:
        yield _word(row, f"{row.said:<{said}}", length, chart.zero > 0.0, paper)
    if not chart.rows:
        yield paper.write("every score is 0", "dim")


def _word(row: Bar, said: str, longest: float, diverging: bool, paper: Paper) -> Text:
    """A row: name, number, and the bar to the right of zero or, against the target, to the left of it."""
    share = row.bar.width / longest
    left = paper.bar_against(share) if row.score < 0 else ""
    right = paper.bar(share) if row.score > 0 else ""
    return (
        paper.write(f"  {paper.column(row.name)} {said} ")
        + paper.write(f"{left:>{paper.bar_columns}}" if diverging else "", scale.hexadecimal(scale.LIGHT.against))
        + paper.write(right, scale.hexadecimal(scale.LIGHT.towards))
    )


def _phrases(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    places = wording.decimals(explanation.scores)
    for index, phrase in enumerate(phrases.strongest(explanation, 3)):
        if index == 0:
            yield paper.write("")
            yield paper.write("strongest phrases", "dim")
        yield paper.write(f"  {wording.signed(phrase.score, places):<8} {label(phrase.text, 60)}")


def _facts(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    for lines in (facts.measures(explanation), facts.details(explanation), facts.conditions(explanation)):
        if lines:
            yield paper.write(" · ".join(label(f"{name} {value}") for name, value in lines), "dim")
