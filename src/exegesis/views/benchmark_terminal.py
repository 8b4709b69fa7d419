"""The standings of a benchmark in a terminal; nothing of names is interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.benchmark_results.result import Benchmark
from exegesis.views import benchmark_wording as said
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(found: Benchmark, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(found, paper):
        console.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)


def _lines(found: Benchmark, paper: Paper) -> Iterable[Text]:
    for model, name, done in found.places():
        yield paper.write(label(said.heading(found, model, name, done), 100), "bold")
        rows = [[label(cell, 60) if cell else "" for cell in row] for row in said.standings(found, model, name)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for place, row in enumerate(rows):
            cells = [f"{row[0]:>{widths[0]}}", f"{row[1]:<{widths[1]}}"]
            cells += [f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
            yield paper.write("  ".join(cells).rstrip(), "dim" if place == 0 else "")
        yield paper.write("")
    yield paper.write(said.PLACE, "dim")
    for line in said.failures(found)[:5]:
        yield paper.write(f"! {label(line, 200)}", "bold yellow")
    if len(found.failures) > 5:
        yield paper.write(f"! and {len(found.failures) - 5} more failures", "bold yellow")
