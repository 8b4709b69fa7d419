"""A summary of columns in a terminal: a line for each, with the mean size of its scores as a bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.summaries.columns.result import ColumnSummary, TargetColumns
from exegesis.summaries.columns.wording import heading, size, trend
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed
from exegesis.views.wording import decimals

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(summary: ColumnSummary, console: Console | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(highlight=False)
    paper = Paper(console, console.width)
    for target in summary.targets:
        for line in _lines(summary, target, paper):
            printed(console, line)


def _lines(summary: ColumnSummary, target: TargetColumns, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(heading(summary, target)), "bold")
    largest = max((column.size.mean for column in target.columns), default=0.0) or 1.0
    places = decimals([column.size.mean for column in target.columns])
    colour = scale.hexadecimal(scale.LIGHT.towards)
    for column in target.columns:
        bar = paper.write(f"{paper.bar(column.size.mean / largest):<{paper.bar_columns}}", colour)
        said = f" {size(column, places)}  {trend(column)}"
        yield paper.write(f"  {paper.column(column.name)} ") + bar + paper.write(said.rstrip())
