"""A fitted confidence, and decisions about rows, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from exegesis.confidence import wording as said
from exegesis.confidence.result import ConfidenceFit, RowDecision, Selection
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed
from exegesis.views.wording import percent

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 12  # rows


def show(fit: ConfidenceFit, console: Console | None = None) -> None:
    """Print to standard output or `console`."""
    console, paper = _paper(console)

    def line(text: str, style: str = "") -> None:
        printed(console, paper.write(text, style))

    line(said.heading(fit), "bold")
    line(said.threshold(fit.guarantee))
    if fit.guarantee.threshold is not None:
        line(said.guarantee(fit.guarantee))
    if said.against(fit):
        line(said.against(fit))
    line("")
    line(f"  {paper.column('order of the answers')}  area    95% interval      weight", "dim")
    for curve, weight in said.curves(fit):
        area, reach, _ = said.area(curve.area)
        line(f"  {paper.column(curve.name)}  {area}  {reach}  {said.weight(weight):>8}".rstrip())
    line(f"  {paper.column('best possible')}  {fit.oracle:.4f}")
    line(f"  {paper.column('by chance')}  {fit.chance:.4f}")
    line("")
    model = "" if fit.fingerprint is None else f"{fit.fingerprint.model} · "
    line(label(f"{model}{said.rows(fit)} · seed {fit.seed}", 300), "dim")


def show_selection(found: Selection, console: Console | None = None) -> None:
    """Print to standard output or `console`: the least sure of the answers given, and the surest of the others."""
    console, paper = _paper(console)

    def line(text: str, style: str = "") -> None:
        printed(console, paper.write(text, style))

    line(said.answered(found), "bold")
    if said.another(found):
        line(f"! {label(said.another(found), 300)}", "bold yellow")
    if found.guarantee.threshold is None:
        line(f"! {said.threshold(found.guarantee)}", "bold yellow")
    line(said.shift(found), "bold yellow" if found.moved else "")
    for test in found.moved:
        name, reach = said.moved(test)
        line(f"  {name}: {reach}")
    for heading, rows in _shown(found):
        shown = rows[:_SHOWN]
        if shown:
            line("")
            line(heading, "dim")
        for row in shown:
            line(f"  {_row(row)}")
    line("")
    model = "" if found.fingerprint is None else found.fingerprint.model
    line(label(model, 300), "dim")


def _paper(console: Console | None) -> tuple[Console, Paper]:
    from rich.console import Console

    made = console or Console(highlight=False)
    return made, Paper(made, made.width)


def _shown(found: Selection) -> Iterator[tuple[str, list[RowDecision]]]:
    """The rows on either side of the threshold, the nearest first."""
    held = [row for row in found.rows if not row.is_given]
    yield "least sure of those answered", sorted(found.given, key=_sureness)
    yield "not answered, the surest first", sorted(held, key=_sureness, reverse=True)


def _sureness(row: RowDecision) -> float:
    return -1.0 if row.confidence is None else row.confidence


def _row(row: RowDecision) -> str:
    name = f"{label(row.id, 24)}: " if row.id else ""
    if row.confidence is None or row.answer is None:
        return f"{name}{label(row.error or '', 100)}"
    judged = {True: ", right", False: ", wrong", None: ""}[row.right]
    return f"{percent(row.confidence):>6}  {name}{label(row.answer, 60)}{judged}"
