"""A dependence in a terminal: a line for each column, with its curve in one row of blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from exegesis.dependence import wording
from exegesis.dependence.result import CATEGORIES, NUMBERS, ColumnCurve, Dependence
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed
from exegesis.views.wording import decimals

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_BLOCKS, _LETTERS = "▁▂▃▄▅▆▇█", "_.-=+*#%"
_WIDE = 16  # columns of a curve


def show(found: Dependence, console: Console | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(highlight=False)
    paper = Paper(console, console.width)
    for line in _lines(found, paper):
        printed(console, line)


def _lines(found: Dependence, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(f"{wording.heading(found)}: its mean over {found.rows:,} rows"), "bold")
    for note in found.notes:
        yield paper.write(f"! {label(note)}", "bold yellow")
    places = wording.places(found)
    every = np.concatenate([curve.partial for curve in found.curves]) if found.curves else np.zeros(1)
    low, high = float(every.min()), float(every.max())
    for curve in found.curves:
        drawn = "" if curve.holds == CATEGORIES else _drawn(curve, low, high, paper)
        said = label(wording.reach(curve, places))
        over = f", over {wording.span(curve)}" if curve.holds == NUMBERS else ""
        yield paper.write(f"  {paper.column(curve.column)} {drawn:<{_WIDE}}  {said}{label(over) if over else ''}")
    shuffled = found.importance
    if shuffled is not None:
        yield paper.write("")
        yield paper.write(wording.importance(found), "bold")
        falls = decimals([one.mean for one in shuffled.columns])
        for one in shuffled.columns:
            yield paper.write(f"  {paper.column(one.column)} {wording.fall(one, falls)}")


def _drawn(curve: ColumnCurve, low: float, high: float, paper: Paper) -> str:
    """The curve of numbers and of ordered categories; on one scale for all columns."""
    if curve.holds != NUMBERS:
        values = curve.partial[:_WIDE]
    else:
        wide = np.linspace(curve.grid[0], curve.grid[-1], _WIDE)
        values = np.interp(wide, curve.grid, curve.partial)
    blocks = _BLOCKS if paper.is_unicode else _LETTERS
    shares = (values - low) / ((high - low) or 1.0)
    return "".join(blocks[min(int(share * len(blocks)), len(blocks) - 1)] for share in shares.tolist())
