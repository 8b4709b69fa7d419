"""A slice report in a terminal: what a person must know, and no table of all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exegesis.slices import wording as said
from exegesis.slices.result import DrivingWords, FoundSlice, Rival, SliceReport
from exegesis.views import wording
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MOST = 8  # lines of a list
_LONGEST = 120  # characters of a slice


def show(report: SliceReport, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in _lines(report, paper):
        printed(console, line)


def _lines(report: SliceReport, paper: Paper) -> Iterable[Text]:
    yield paper.write(said.heading(report), "bold")
    yield paper.write(said.calibrated(report))
    for note in report.notes:
        yield paper.write(f"! {label(note, 300)}", "bold yellow")
    if report.search is not None:
        yield paper.write("")
        yield paper.write(said.FOUND, "bold")
        yield paper.write(said.outcome(report.search), "dim")
        yield from (_found(one, paper) for one in report.found)
    yield from _named(report, paper)
    if report.words is not None:
        yield from _words(report.words, paper)
    if report.rival is not None:
        yield from _rival(report, report.rival, paper)


def _found(found: FoundSlice, paper: Paper) -> Text:
    inside, outside = said.accuracy_of(found)
    verb = f"{said.signs(found)} {found.direction:8}"
    return paper.write(f"  {verb} {inside:>15}, elsewhere {outside}  {label(found.name, _LONGEST)}  {said.q(found.q)}")


def _named(report: SliceReport, paper: Paper) -> Iterable[Text]:
    yield paper.write("")
    yield paper.write(said.NAMED, "bold")
    yield paper.write(said.named_outcome(report), "dim")
    differing = said.differing(report)
    for one in differing[:_MOST]:
        right = f"{said.share(one.accuracy.mean)} of {one.errors.rows:,}"
        yield paper.write(f"  right in {right:>15}  {label(one.name, _LONGEST)}  {said.q(one.q)}")
    if len(differing) > _MOST:
        yield paper.write(f"  and {len(differing) - _MOST} more (--json, --html)", "dim")


def _words(words: DrivingWords, paper: Paper) -> Iterable[Text]:
    yield paper.write("")
    yield paper.write(said.about(words), "bold")
    yield paper.write(label(said.explained(words), 300), "dim")
    telling = said.telling(words)
    decimals = wording.decimals([one.difference.mean for one in telling])
    for one in telling[:_MOST]:
        difference = wording.signed(one.difference.mean, decimals)
        side = "wrong" if one.difference.mean > 0 else "right"
        yield paper.write(
            f"  {paper.column(one.word, 20)} {difference:>9} towards {side} answers, in {one.in_wrong} wrong and "
            f"{one.in_right} right  {said.q(one.q)}"
        )


def _rival(report: SliceReport, rival: Rival, paper: Paper) -> Iterable[Text]:
    yield paper.write("")
    yield paper.write(label(f"Beside {rival.model}: right in {said.interval(rival.accuracy)}", 200), "bold")
    yield paper.write(label(said.rival(report, rival), 400))
    for who, search in ((rival.model, rival.lost), (said.named_model(report) or "the first model", rival.won)):
        for one in search.slices:
            if one.holds:
                inside, outside = said.share(one.held.share.mean), said.share(one.elsewhere.share.mean)
                told = f"{who} alone is right in {inside} of {one.held.rows:,}, elsewhere {outside}: {one.name}"
                yield paper.write(f"  {label(told, 300)}  {said.q(one.q)}")
