"""The words of each class, and the explanations picked, in a terminal; nothing of texts and labels is interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import TYPE_CHECKING

from exegesis.bulk.drawn import drawn
from exegesis.bulk.picked import heading, told
from exegesis.bulk.result import Picked, PickedImages
from exegesis.summaries.visual.terminal import lines as visual_lines
from exegesis.summaries.wording import places, shown
from exegesis.summaries.words import ClassWords, SummaryWord, WordSummary
from exegesis.views import scale, wording
from exegesis.views.characters import label
from exegesis.views.kinds import view_of
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WORDS = 6  # told of each explanation picked
_LONGEST = 150  # characters of a text


def show(
    summary: WordSummary | None, found: Picked | None, console: Console | None = None, width: int | None = None
) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    between = [paper.write("")] if summary and found else []
    summed, shown = (_summary(summary, paper) if summary else ()), (_picked(found, paper) if found else ())
    for line in (*summed, *between, *shown):
        printed(console, line)


def _summary(summary: WordSummary, paper: Paper) -> Iterable[Text]:
    names = ", ".join(summary.models), ", ".join(map(wording.method_name, summary.methods))
    yield paper.write(label(f"{summary.texts:,} explanations of {names[0]} by {names[1]}"), "bold")
    yield paper.write("mean score over the class's texts (0 where absent), and in how many it stands", "dim")
    for one in summary.classes:
        yield paper.write("")
        yield from _class(one, paper)


def _class(words: ClassWords, paper: Paper) -> Iterable[Text]:
    towards, against = shown(words)
    texts = f"{words.texts:,} text{'' if words.texts == 1 else 's'}"
    yield paper.write(f"{label(words.name, 60)} ({texts}): words for it, and against it", "bold")
    decimals = places(words)
    for one, other in zip_longest(towards, against):
        yield _word(one, decimals, paper, scale.LIGHT.towards) + _word(other, decimals, paper, scale.LIGHT.against)
    if not towards and not against:
        yield paper.write("  no word has a score", "dim")


def _word(word: SummaryWord | None, decimals: int, paper: Paper, colour: scale.Colour) -> Text:
    """Its mean score over the texts of the class, and in how many of them it stands."""
    if word is None:
        return paper.write(" " * 39)
    weight = f"  {wording.signed(word.weight, decimals):>8} "
    return paper.write(weight, scale.hexadecimal(colour)) + paper.write(
        f"{paper.column(word.word, 20)} {f'in {word.texts:,}':<6} "
    )


def _picked(found: Picked, paper: Paper) -> Iterable[Text]:
    yield paper.write(heading(found), "bold")
    yield paper.write(told(found), "dim")
    if isinstance(found, PickedImages):
        yield from visual_lines(found.visual, paper)
    for item in found.items:
        one, explanation = drawn(item), item.explanations[0]
        yield paper.write("")
        yield paper.write(label(" · ".join(filter(None, (f"{one.sign} {one.answer}".strip(), one.truth, one.name)))))
        if explanation.text:
            yield paper.write(f"  {label(' '.join(explanation.text.split()), _LONGEST)}")
        yield from view_of(explanation).lines(explanation, paper)
        decimals = wording.decimals(explanation.scores)
        words = [f"{label(text, 24)} {wording.signed(score, decimals)}" for text, score in explanation.as_list(_WORDS)]
        yield paper.write(f"  {', '.join(words)}", "dim")
