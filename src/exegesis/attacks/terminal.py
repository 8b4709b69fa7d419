"""An attack in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.attacks import wording as said
from exegesis.attacks.result import SUCCEEDED, Attack
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_EXAMPLES = 5


def show(attack: Attack, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(attack, paper):
        printed(console, line)


def _lines(attack: Attack, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(said.heading(attack), 200), "bold")
    for name, figure in said.figures(attack):
        yield paper.write(f"  {name}: {figure}")
    for note in (said.left_out(attack), said.spent(attack)):
        if note:
            yield paper.write(f"  {note}", "dim")
    if said.meaning(attack):
        yield paper.write(f"! {said.meaning(attack)}", "bold yellow")
    # The cheapest successes tell most: a word or two that turn the answer.
    shown = sorted((item for item in attack.items if item.outcome == SUCCEEDED), key=lambda item: len(item.edits))
    if len(attack.items) == 1:
        shown = list(attack.items)
    for item in shown[:_EXAMPLES]:
        yield paper.write("")
        yield paper.write(label(f"{said.sign(item)} {item.edited}", 400))
        yield paper.write(f"  {label(said.answers(item), 200)}", "dim")
        if item.edits:
            yield paper.write(f"  {label(said.edits(item), 400)}", "dim")
    if len(shown) > _EXAMPLES:
        yield paper.write("")
        yield paper.write(f"and {len(shown) - _EXAMPLES:,} more, all by --html or --json", "dim")
    yield paper.write("")
    yield paper.write(label(f"{attack.fingerprint.model} · {said.source(attack)}", 300), "dim")
