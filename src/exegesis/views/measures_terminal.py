"""Measures of an explanation in a terminal, one a line; nothing of texts and names is interpreted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.metrics.result import Evaluation, Measure
from exegesis.views.characters import label
from exegesis.views.paper import Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(evaluations: Sequence[Evaluation], console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for place, evaluation in enumerate(evaluations):
        for line in [paper.write("")] * (place > 0) + list(_lines(evaluation, paper)):
            console.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)


def _lines(evaluation: Evaluation, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(f"{evaluation.method}, why {evaluation.target} ({evaluation.output})", 100), "bold")
    yield paper.write(label(evaluation.text, 100), "dim")
    for warning in evaluation.warnings:
        yield paper.write(f"! {label(warning)}", "bold yellow")
    rows = [("measure", "value", "unit", "removal", "better")]
    rows += [_row(one) for one in evaluation.values()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = [f"{row[0]:<{widths[0]}}", f"{row[1]:>{widths[1]}}"]
        cells += [f"{cell:<{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield paper.write("  ".join(cells).rstrip(), "dim" if place == 0 else "")
    for one in evaluation.values():
        if one.undefined is not None:
            yield paper.write(f"  {one.name} is undefined: {label(one.undefined)}", "dim")
    cost = evaluation.cost
    passes = f"{cost.forward_passes:,} passes forward, {cost.backward_passes:,} backward"
    yield paper.write(f"{passes}, {cost.seconds:.1f} s", "dim")


def _row(measure: Measure) -> tuple[str, str, str, str, str]:
    value = "undefined" if measure.value is None else f"{measure.value:+.4f}".replace("-", "−")
    return measure.name, value, measure.unit, label(measure.removal or "none", 20), measure.direction
