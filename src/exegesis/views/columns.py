"""Several explanations of one input as a table in a terminal: a row a word, a column an explanation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.data.explanation import Explanation
from exegesis.views import painting, verdicts
from exegesis.views.cases import ShownCase
from exegesis.views.characters import clip, label
from exegesis.views.paper import NAME, Paper

if TYPE_CHECKING:
    from rich.text import Text

_NARROWEST, _WIDEST = 10, 30  # columns of a terminal for each explanation


def fits(case: ShownCase, paper: Paper) -> bool:
    """Whether there are rows, and the terminal is wide enough for so many explanations."""
    return _each(case, paper) >= _NARROWEST and bool(case.groups())


def _each(case: ShownCase, paper: Paper) -> int:
    return min((paper.width - NAME - 4) // len(case.explanations) - 1, _WIDEST)


def _below(case: ShownCase, explanation: Explanation) -> str:
    """What stands below a heading; of what all explain alike only the unit of the scores."""
    same = len({one.target.name for one in case.explanations}) == 1 and not case.names_targets
    return explanation.target.output if same else case.below(explanation)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def side_by_side(case: ShownCase, paper: Paper) -> Iterable[Text]:
    """The table; nothing for a single explanation, and where the terminal is too narrow for that many."""
    from rich.cells import set_cell_size

    if not fits(case, paper):
        return
    each, groups = _each(case, paper), case.groups()
    blank = " " * (NAME + 3)
    heads = [paper.write(_cut(label(case.heading(one)), each)).plain for one in case.explanations]
    below = [paper.write(_cut(label(_below(case, one)), each)).plain for one in case.explanations]
    yield paper.write("")
    yield paper.write("side by side", "bold")
    yield paper.write(blank + " ".join(set_cell_size(head, each) for head in heads).rstrip(), "bold")
    yield paper.write(blank + " ".join(set_cell_size(name, each) for name in below).rstrip(), "dim")
    for name, rows in groups:
        if name:
            yield paper.write(label(name), "dim")
        for row in rows:
            scores = " ".join(f"{said:<{each}}" for _, said in painting.cells(case.explanations, row))
            yield paper.write(f"  {paper.column(row.name)} {scores}".rstrip())
    said = [paper.write(clip(verdicts.headline(one), each)).plain for one in case.explanations]
    yield paper.write(f"  {paper.column('verdict')} {' '.join(set_cell_size(one, each) for one in said)}".rstrip())
