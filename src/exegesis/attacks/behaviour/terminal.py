"""A checklist in a terminal: the tests, the worst first, each with a case that failed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.attacks.behaviour import wording as said
from exegesis.attacks.behaviour.result import CheckList
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_BAD = 0.1


def show(found: CheckList, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(found, paper):
        printed(console, line)


def _lines(found: CheckList, paper: Paper) -> Iterable[Text]:
    yield paper.write(said.heading(found), "bold")
    if said.neutral(found):
        yield paper.write(said.neutral(found), "dim")
    yield paper.write("")
    for one in (one for one in said.ordered(found) if one.cases):
        style = "bold" if (one.rate or 0) > _BAD else ""
        yield paper.write(label(f"{said.rate(one):>20} {said.count(one):<9} {one.kind}  {one.name}", 200), style)
        for text, answer in said.telling(one.examples[0]) if one.examples else ():
            yield paper.write(f"{'':21}{label(text, 120)}  → {label(answer, 60)}", "dim")
    for one in (one for one in found.tests if not one.cases):
        yield paper.write(label(f"{said.count(one):>30} {one.kind}  {one.name}", 200), "dim")
    yield paper.write("")
    yield paper.write(label(f"{found.fingerprint.model} · {said.source(found)}", 300), "dim")
