"""Measures of an explanation in a terminal, one a line; nothing of texts and names is interpreted.

Of many explanations only what the measures are on average: nobody reads hundreds of such tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.evaluation.result import Evaluation, Measure
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


_MANY = 5  # explanations; more are summed up


def show(evaluations: Sequence[Evaluation], console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    if len(evaluations) > _MANY:
        for line in _summed(evaluations, paper):
            printed(console, line)
        return
    for place, evaluation in enumerate(evaluations):
        for line in [paper.write("")] * (place > 0) + list(_lines(evaluation, paper)):
            printed(console, line)


def _lines(evaluation: Evaluation, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(f"{evaluation.method}, why {evaluation.target} ({evaluation.output})", 100), "bold")
    if evaluation.text:
        yield paper.write(label(evaluation.text, 100), "dim")
    for warning in evaluation.warnings:
        yield paper.write(f"! {label(warning)}", "bold yellow")
    rows = [("measure", "value", "unit", "removal", "better")]
    rows += [_row(one) for one in evaluation.values()]
    yield from _table(rows, 1, paper)
    for one in evaluation.values():
        if one.undefined is not None:
            yield paper.write(f"  {one.name} is undefined: {label(one.undefined)}", "dim")
    cost = evaluation.cost
    passes = f"{cost.forward_passes:,} passes forward, {cost.backward_passes:,} backward"
    yield paper.write(f"{passes}, {cost.seconds:.1f} s", "dim")


def _summed(evaluations: Sequence[Evaluation], paper: Paper) -> Iterable[Text]:
    """Each measure over the explanations that have a value for it."""
    methods = sorted({one.method for one in evaluations})
    yield paper.write(label(f"{len(evaluations)} explanations by {', '.join(methods)}", 100), "bold")
    for warning, count in Counter(warning for one in evaluations for warning in set(one.warnings)).items():
        yield paper.write(f"! {label(warning)} ({count} of {len(evaluations)})", "bold yellow")
    rows: list[tuple[str, ...]] = [("measure", "mean", "least", "most", "of", "unit", "better")]
    rows += [_summed_row([one[name] for one in evaluations if name in one]) for name in evaluations[0]]
    yield from _table(rows, 4, paper)
    passes = sum(one.cost.forward_passes for one in evaluations), sum(one.cost.backward_passes for one in evaluations)
    seconds = sum(one.cost.seconds for one in evaluations)
    yield paper.write(f"{passes[0]:,} passes forward, {passes[1]:,} backward, {seconds:.1f} s", "dim")


def _summed_row(measures: Sequence[Measure]) -> tuple[str, ...]:
    values = [one.value for one in measures if one.value is not None]
    units = sorted({one.unit for one in measures})
    spread = (sum(values) / len(values), min(values), max(values)) if values else (None, None, None)
    return (measures[0].name, *map(_number, spread), str(len(values)), ", ".join(units), measures[0].direction)


def _table(rows: Sequence[Sequence[str]], numbers: int, paper: Paper) -> Iterable[Text]:
    """Names at the left, then so many columns of numbers at the right of theirs, then words."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = [
            f"{cell:>{width}}" if 0 < column <= numbers else f"{cell:<{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield paper.write("  ".join(cells).rstrip(), "dim" if place == 0 else "")


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:+.4f}".replace("-", "−")


def _row(measure: Measure) -> tuple[str, str, str, str, str]:
    return measure.name, _number(measure.value), measure.unit, label(measure.removal or "none", 20), measure.direction
