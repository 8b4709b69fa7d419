"""Explanations in a terminal, with rich: the text in colour, or with marked words where there is no colour.

Nothing of the text or its labels is interpreted: no markup, no control character reaches the terminal. Where its
encoding is not a Unicode one, bars and signs are drawn in ASCII and characters it lacks appear as escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.data.explanation import Explanation
from exegesis.views import facts, naming, phrases, verdicts
from exegesis.views.brief import bar_lines, brief, pair_lines, phrase_lines, truth_line, verdict_of_all
from exegesis.views.cases import ShownCase, cases
from exegesis.views.characters import label
from exegesis.views.columns import side_by_side
from exegesis.views.kinds import view_of
from exegesis.views.paper import Paper
from exegesis.views.reading import reading

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(
    explanations: Explanation | Sequence[Explanation],
    console: Console | None = None,
    width: int | None = None,
    k: int | None = None,
    verbose: bool = False,
) -> None:
    """Print explanations on about twenty lines each: answer, verdict, marked text, top words, phrases, what it took.

    Those of one input and answer share answer and text, and a table puts their words side by side. A long text is
    shortened around its strongest words. `verbose` shows all of the text, all outputs, and every fact; `k`: top words.

    Without `console` this prints to standard output, as wide as the terminal or `width` columns.
    """
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    several = [explanations] if isinstance(explanations, Explanation) else list(explanations)
    for index, case in enumerate(cases(several)):
        if index:
            console.print()
        for line in _lines(case, paper, k or 10) if verbose else brief(case, paper, k or 6):
            console.print(line, highlight=False, markup=False, emoji=False, width=width)


def _lines(case: ShownCase, paper: Paper, k: int) -> Iterable[Text]:
    yield from _answer(case.first, paper)
    for explanation in case.explanations:
        yield from _one(case, explanation, paper, k)
    yield from verdict_of_all(case, paper)
    yield from side_by_side(case, paper)


def _one(case: ShownCase, explanation: Explanation, paper: Paper, k: int) -> Iterable[Text]:
    yield paper.write("")
    yield _title(case, explanation, paper)
    for said, style in () if case.unchecked_alike else verdicts.lines(explanation):
        yield paper.write(said, style)
    for warning in facts.warnings(explanation):
        yield paper.write(f"! {label(warning)}", "bold yellow")
    yield paper.write("")
    yield from view_of(explanation).lines(explanation, paper)
    yield from reading(explanation, paper)
    yield paper.write("")
    yield from bar_lines(explanation, paper, k)
    if phrases.strongest(explanation, 3):
        yield paper.write("")
    yield from phrase_lines(explanation, paper)
    yield from pair_lines(explanation, paper)
    yield paper.write("")
    yield from _facts(explanation, paper)


def _answer(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    yield paper.write(label(naming.title(explanation)), "bold")
    yield from truth_line(explanation, paper)
    shown, folded = facts.shown_outputs(explanation)
    for name, said, share, is_answer in shown:
        bar = "" if explanation.prediction.kind == "regression" else f"{paper.bar(share):<{paper.bar_columns}} "
        yield paper.write(f"  {paper.column(name)} {bar}{said}", "" if is_answer else "dim")
    if folded:
        yield paper.write(f"  and {len(folded)} more", "dim")
    yield paper.write(label(f"{explanation.fingerprint.model} · {facts.identity(explanation)}"), "dim")


def _title(case: ShownCase, explanation: Explanation, paper: Paper) -> Text:
    said = naming.explained(explanation.target, explanation.text)
    method = paper.write(label(case.method(explanation)), "bold")
    return paper.write("") + method + paper.write(f" {label(f'explains {said}')}")


def _facts(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    for lines in (facts.measures(explanation), facts.details(explanation), facts.conditions(explanation)):
        if lines:
            yield paper.write(" · ".join(label(f"{name} {value}") for name, value in lines), "dim")
    for name, value in verdicts.reasons(explanation):
        yield paper.write(label(f"{name}: {value}"), "dim")
