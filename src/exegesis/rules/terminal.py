"""A rule in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.rules import wording as said
from exegesis.rules.result import Anchor
from exegesis.views import wording
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_LONGEST = 120  # characters of a neighbour


def show(anchor: Anchor, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(anchor, paper):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(anchor: Anchor, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(wording.answer(anchor.prediction)), "bold")
    yield paper.write(label(said.heading(anchor), 400), "bold")
    yield paper.write(f"  {said.precision(anchor)}")
    yield paper.write(f"  {said.coverage(anchor)}")
    if said.failing(anchor):
        yield paper.write(f"! {said.failing(anchor)}", "bold yellow")
    if len(anchor.growth) > 1:
        yield paper.write("")
        yield paper.write("while it grew", "dim")
        for grown in anchor.growth:
            named, share, drawn = said.step(anchor, grown)
            yield paper.write(f"  {share:>6} of {drawn:>6}  {label(named, 60)}")
    if anchor.examples:
        yield paper.write("")
        yield paper.write("some of 100 further neighbours in which it holds, not counted above", "dim")
        for text, answer, kept in said.examples(anchor):
            yield paper.write(f"{'  ' if kept else '! '}{label(text, _LONGEST)}  {label(answer, 40)}")
    yield paper.write("")
    yield paper.write(label(f"{anchor.fingerprint.model} · {said.cost(anchor)}", 300), "dim")
