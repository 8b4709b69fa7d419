"""Explanations in a terminal, with rich: the text in colour, or with marked words where there is no colour.

Nothing of the text or its labels is interpreted: no markup, no control character reaches the terminal. Where its
encoding is not a Unicode one, bars and signs are drawn in ASCII and characters it lacks appear as escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.explanation import Explanation
from exegesis.views import facts, naming, phrases, scale, verdicts, wording
from exegesis.views.bars import Bar, top_bars
from exegesis.views.cases import Case, cases
from exegesis.views.characters import label
from exegesis.views.columns import side_by_side
from exegesis.views.paper import Paper
from exegesis.views.reading import reading

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(
    explanations: Explanation | Sequence[Explanation],
    console: Console | None = None,
    width: int | None = None,
    k: int = 10,
) -> None:
    """Print explanations one below the other: answer, coloured text, k top words, phrases, facts, warnings.

    Those of one input and answer share a heading, and a table puts their words side by side.

    Without `console` this prints to standard output, as wide as the terminal or `width` columns.
    """
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    several = [explanations] if isinstance(explanations, Explanation) else list(explanations)
    for index, case in enumerate(cases(several)):
        if index:
            console.print()
        for line in _lines(case, paper, k):
            console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(case: Case, paper: Paper, k: int) -> Iterable[Text]:
    yield from _answer(case.first, paper)
    for explanation in case.explanations:
        yield from _one(explanation, paper, k)
    yield from side_by_side(case, paper)


def _one(explanation: Explanation, paper: Paper, k: int) -> Iterable[Text]:
    yield paper.write("")
    yield _title(explanation, paper)
    for said, style in verdicts.lines(explanation):
        yield paper.write(said, style)
    for warning in facts.warnings(explanation):
        yield paper.write(f"! {label(warning)}", "bold yellow")
    yield paper.write("")
    yield from reading(explanation, paper)
    yield paper.write("")
    yield from _words(explanation, paper, k)
    yield from _phrases(explanation, paper)
    yield paper.write("")
    yield from _facts(explanation, paper)


def _answer(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(naming.title(explanation)), "bold")
    known = naming.truth(explanation)
    if known:
        verdict, name, truth = known
        said = f"{name} {wording.quoted(truth, 160)}"
        yield paper.write(label(f"{verdict}: {said}" if verdict else said), "bold" if verdict == "wrong" else "")
    shown, folded = facts.shown_outputs(explanation)
    for name, said, share, is_answer in shown:
        bar = "" if explanation.prediction.kind == "regression" else f"{paper.bar(share):<{paper.bar_columns}} "
        yield paper.write(f"  {paper.column(name)} {bar}{said}", "" if is_answer else "dim")
    if folded:
        yield paper.write(f"  and {len(folded)} more", "dim")
    yield paper.write(label(f"{explanation.fingerprint.model} · {facts.identity(explanation)}"), "dim")


def _title(explanation: Explanation, paper: Paper) -> Text:
    said = naming.explained(explanation.target, explanation.text)
    method = paper.write(label(wording.method_name(explanation.method)), "bold")
    return paper.write("") + method + paper.write(f" {label(f'explains {said}')}")


def _words(explanation: Explanation, paper: Paper, k: int) -> Iterable[Text]:
    chart = top_bars(explanation, k)
    length = chart.rows[0].bar.width if chart.rows else 1.0  # of the longest bar, in percent of the axis
    for name, rows in chart.groups(explanation):
        if name:
            yield paper.write(label(name), "dim")
        for row in rows:
            yield _word(row, f"{row.said:<{chart.longest}}", length, chart.zero > 0.0, paper)
    if not chart.rows:
        yield paper.write("every score is 0", "dim")


def _word(row: Bar, said: str, longest: float, diverging: bool, paper: Paper) -> Text:
    """A row: name, number, and the bar to the right of zero or, against the target, to the left of it."""
    share = row.bar.width / longest
    left = paper.bar_against(share) if row.score < 0 else ""
    right = paper.bar(share) if row.score > 0 else ""
    return (
        paper.write(f"  {paper.column(row.name)} {said} ")
        + paper.write(f"{left:>{paper.bar_columns}}" if diverging else "", scale.hexadecimal(scale.LIGHT.against))
        + paper.write(right, scale.hexadecimal(scale.LIGHT.towards))
    )


def _phrases(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    places = wording.decimals(explanation.scores)
    for index, phrase in enumerate(phrases.strongest(explanation, 3)):
        if index == 0:
            yield paper.write("")
            yield paper.write("strongest phrases", "dim")
        yield paper.write(f"  {wording.signed(phrase.score, places):<8} {label(phrases.text(explanation, phrase), 60)}")


def _facts(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    for lines in (facts.measures(explanation), facts.details(explanation), facts.conditions(explanation)):
        if lines:
            yield paper.write(" · ".join(label(f"{name} {value}") for name, value in lines), "dim")
    for name, value in verdicts.reasons(explanation):
        yield paper.write(label(f"{name}: {value}"), "dim")
