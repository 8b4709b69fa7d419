"""A shift in a terminal: predictions before and after, the heads that moved most, the vectors of each layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from exegesis.core.plurals import plural
from exegesis.explorer.changes.result import Shift
from exegesis.explorer.changes.wording import Beside, beside, stays
from exegesis.explorer.inside.terminal import BEFORE, guess_lines
from exegesis.explorer.inside.wording import named
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_TOKENS, _HEADS = 12, 5  # shown at most
_NAME = 9  # columns of a token
_SIDES = ("before", "after")


def show(shift: Shift, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(shift, paper):
        console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(shift: Shift, paper: Paper) -> Iterable[Text]:
    model = "" if shift.before.model != shift.after.model else f"{label(shift.before.model)}: "
    yield paper.write(f"{model}{label(shift.what)}", "bold")
    for note in shift.notes:
        yield paper.write(f"! {label(note)}", "bold yellow")
    yield paper.write("")
    yield from _predicted(shift, paper)
    if shift.heads:
        yield paper.write("")
        yield from _heads(shift, paper)
    if shift.states and shift.pairs:
        yield paper.write("")
        yield from _vectors(shift, paper)


def _predicted(shift: Shift, paper: Paper) -> Iterable[Text]:
    every = beside(shift.before, shift.after, shift.pairs)
    moved = [one for one in every if one.is_worth_saying]
    for one in moved[:_TOKENS]:
        yield from _sides(one, shift, paper)
    if len(moved) > _TOKENS:
        yield paper.write(f"  {len(moved) - _TOKENS} more where the likeliest is another; --json has all", "dim")
    if len(moved) < len(every):
        yield paper.write(f"  {stays(len(every) - len(moved))}", "dim")


def _sides(one: Beside, shift: Shift, paper: Paper) -> Iterable[Text]:
    """A token before and after; its name once where it is the same."""
    last = None
    for when, predicted, place in zip(_SIDES, (shift.before, shift.after), (one.before, one.after), strict=True):
        name = named(predicted.tokens, place.token)
        column = " " * _NAME if name == last else paper.column("(text)" if place.token is None else name, _NAME)
        yield from guess_lines(f"  {column} {when}".ljust(BEFORE), place.guesses, paper)
        last = name


def _heads(shift: Shift, paper: Paper) -> Iterable[Text]:
    count = sum(len(line) for stack in shift.heads for line in stack.moved)
    yield paper.write(f"  {f'heads that moved most, of {count}':<36}from 0 to 1", "dim")
    for stack, layer, head, moved in shift.moved_most(_HEADS):
        name = f"{layer}.{head}" if len(shift.heads) == 1 else f"{stack} {layer}.{head}"
        yield _bar(name, moved, moved, paper)


def _vectors(shift: Shift, paper: Paper) -> Iterable[Text]:
    means = [float(np.mean(line)) for line in shift.states or ()]
    largest = max(means) or 1.0
    what = f"vectors moved, mean of {plural(len(shift.pairs), 'token')}"
    yield paper.write(f"  {what:<36}share of their length", "dim")
    for layer, mean in enumerate(means):
        yield _bar(f"layer {layer}", mean, mean / largest, paper)


def _bar(name: str, value: float, share: float, paper: Paper) -> Text:
    line = paper.write(f"  {name:<26}{value:>8.3f}   ")
    return line + paper.write(paper.bar(share), scale.hexadecimal(scale.LIGHT.towards))
