"""A surrogate in a terminal: what it is, its figures, its rules, and fidelity against size.

Nothing of texts and names is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.surrogates import wording
from exegesis.surrogates.records import Condition, Rule
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.tree import Tree
from exegesis.views import scale
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(surrogate: Surrogate, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(surrogate, paper):
        printed(console, line)


def _lines(surrogate: Surrogate, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(wording.heading(surrogate)), "bold")
    yield paper.write(label(f"imitates the {wording.imitates(surrogate)}"), "dim")
    for warning in surrogate.warnings:
        yield paper.write(f"! {label(warning)}", "bold yellow")
    yield paper.write("")
    for name, said in [*wording.figures(surrogate), *wording.truths(surrogate)]:
        yield paper.write(f"  {name:<28} {said}")
    yield paper.write("")
    if isinstance(surrogate.form, Tree):
        yield from _tree(surrogate, surrogate.form, 0, "", None, paper)
    else:
        yield from _weights(surrogate, paper)
    yield paper.write("")
    yield from _curve(surrogate, paper)


def _tree(
    surrogate: Surrogate, tree: Tree, place: int, indent: str, asked: Condition | None, paper: Paper
) -> Iterable[Text]:
    """The tree as indented if-then lines, the side where the feature is present first."""
    node = tree.nodes[place]
    before = "always" if asked is None else f"if {label(wording.condition(asked))}"
    if node.is_leaf:
        said = wording.value(surrogate, node.value)
        share = wording.support(Rule((), 0.0, node.rows, node.rows / (tree.nodes[0].rows or 1), False))
        yield paper.write(f"  {indent}{before}: ") + paper.write(said, "bold") + paper.write(f"  ({share})", "dim")
        return
    if asked is not None:
        yield paper.write(f"  {indent}{before}")
        indent += "    " if not paper.is_unicode else "│   "
    name = surrogate.features[node.feature].name
    yield from _tree(surrogate, tree, node.present, indent, Condition(name, True), paper)
    yield from _tree(surrogate, tree, node.absent, indent, Condition(name, False), paper)


def _weights(surrogate: Surrogate, paper: Paper) -> Iterable[Text]:
    start, *rules = surrogate.rules()
    yield paper.write(f"  {paper.column('start')} {wording.rule_value(surrogate, start)}")
    largest = max((abs(rule.value) for rule in rules), default=1.0) or 1.0
    said = [wording.rule_value(surrogate, rule) for rule in rules]
    longest = max(map(len, said), default=0)
    for rule, number in zip(rules, said, strict=True):
        colour = scale.LIGHT.towards if rule.value > 0 else scale.LIGHT.against
        bar = paper.write(f"{paper.bar(abs(rule.value) / largest):<{paper.bar_columns}}", scale.hexadecimal(colour))
        name = paper.column(rule.conditions[0].feature)
        support = paper.write(f" {wording.support(rule)}", "dim")
        yield paper.write(f"  {name} {number:<{longest}} ") + bar + support


def _curve(surrogate: Surrogate, paper: Paper) -> Iterable[Text]:
    """The table of sizes, the chosen one marked; of a long curve some sizes only."""
    rows = [wording.curve_heads(surrogate)]
    marks = [" "]
    step = max(1, len(surrogate.curve) // 12)
    for place, point in enumerate(surrogate.curve):
        if place % step == 0 or point.size in (surrogate.size, surrogate.curve[-1].size):
            rows.append(wording.curve_line(surrogate, point))
            marks.append(">" if point.size == surrogate.size else " ")
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for index, (mark, row) in enumerate(zip(marks, rows, strict=True)):
        cells = "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        yield paper.write(f"{mark} {cells}", "dim" if index == 0 else "bold" if mark == ">" else "")
