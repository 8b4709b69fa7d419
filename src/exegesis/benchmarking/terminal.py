"""The standings of a benchmark in a terminal; nothing of names is interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.benchmarking import wording as said
from exegesis.benchmarking.result import Benchmark
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed
from exegesis.views.tables import Table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(found: Benchmark, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(found, paper):
        printed(console, line)


def _lines(found: Benchmark, paper: Paper) -> Iterable[Text]:
    for model, name, done in found.places():
        yield paper.write(label(said.heading(found, model, name, done), 100), "bold")
        yield from _table(said.standings(found, model, name), 2, paper)
        yield paper.write("")
        yield from _table(said.means(found, model, name), 1, paper)
        yield paper.write("")
    yield paper.write(said.PLACE, "dim")
    yield paper.write(said.SHORT_MARKS, "dim")
    for line in said.failures(found)[:5]:
        yield paper.write(f"! {label(line, 200)}", "bold yellow")
    if len(found.failures) > 5:
        yield paper.write(f"! and {len(found.failures) - 5} more failures", "bold yellow")


def _table(given: Table, names: int, paper: Paper) -> Iterable[Text]:
    """The columns of names to the left (a number that is one to the right), those of figures to the right."""
    rows = [[label(cell, 60) if cell else "" for cell in row] for row in given]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = [
            f"{cell:<{width}}" if column == names - 1 else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield paper.write("  ".join(cells).rstrip(), "dim" if place == 0 else "")
