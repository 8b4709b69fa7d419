"""A correction, and texts behind an error, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.corrections import wording as said
from exegesis.corrections.result import Correction, TracedText, TracedTexts
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ERRORS = 8
_TEXT = 70  # characters of a text


def show(found: Correction, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    _print(_lines, found, console, width)


def show_traced(found: TracedTexts, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    _print(_traced_lines, found, console, width)


def _print(lines: object, found: object, console: Console | None, width: int | None) -> None:
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    for line in lines(found, Paper(console, width or console.width)):  # type: ignore[operator]
        printed(console, line)


def _lines(found: Correction, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(said.heading(found), 200), "bold")
    yield paper.write(label(said.done(found), 300), "dim")
    for warning in said.warnings(found):
        yield paper.write(label(f"! {warning}", 300), "bold yellow")
    rows = said.rows(found)
    wide, left, right = (max((len(row[column]) for row in rows), default=0) for column in range(3))
    for name, before, after, change in rows:
        yield paper.write(f"  {name:<{wide}}  {before:>{left}} → {after:>{right}}  {change}")
    for text, truth, before, after in said.errors(found)[:_ERRORS]:
        yield paper.write(f"  {label(text, _TEXT)}")
        yield paper.write(f"    true: {label(truth, 40)}; {label(before, 60)} → {label(after, 60)}", "dim")
    if len(found.errors) > _ERRORS:
        yield paper.write(f"  the first {_ERRORS} of {len(found.errors):,} errors", "dim")
    yield paper.write(label(f"model: {found.weights}; back: {found.back}", 300), "dim")


def _traced_lines(found: TracedTexts, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(f"Training texts behind {len(found.errors):,} errors of {found.model}", 200), "bold")
    yield paper.write(label(said.traced(found), 200), "dim")
    yield from _list("Against the true labels: learning these raised the errors' loss", found.opposed, paper)
    yield from _list("Nearest: the model sees these as it sees the errors", found.nearest, paper)


def _list(title: str, texts: Sequence[TracedText], paper: Paper) -> Iterable[Text]:
    yield paper.write("")
    yield paper.write(title, "bold")
    yield paper.write("     row  influence  nearness  label, text", "dim")
    for one in texts:
        figures = f"{one.row:>8,}  {one.influence:>9.2g}  {one.nearness:>8.3f}"
        yield paper.write(f"{figures}  {label(one.label, 20)}: {label(one.text, _TEXT)}")
