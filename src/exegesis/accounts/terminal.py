"""An account in a terminal: its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exegesis.data.account import Account
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST = 600  # characters of a sentence


def show(account: Account, console: Console | None = None, width: int | None = None, is_named: bool = False) -> None:
    """Print to standard output or `console`, a sentence a line; where it is one of several with what it is about."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    if is_named:
        console.print(paper.write(label(account.source, _LONGEST), "bold"), highlight=False, markup=False, emoji=False)
    *claims, untried = account.sentences
    for said in claims:
        console.print(paper.write(label(said, _LONGEST)), highlight=False, markup=False, emoji=False, width=width)
    console.print(paper.write(label(untried, _LONGEST), "dim"), highlight=False, markup=False, emoji=False, width=width)
