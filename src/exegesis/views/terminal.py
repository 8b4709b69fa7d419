"""Explanations in a terminal, with rich: the text in colour, or with marked words where there is no colour.

Nothing of the text or its labels is interpreted: no markup, no control character reaches the terminal. Where its
encoding is not a Unicode one, bars and signs are drawn in ASCII and characters it lacks appear as escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exegesis.data.explanation import Explanation
from exegesis.views import facts, naming, painting, phrases, verdicts, wording
from exegesis.views.brief import bar_lines, brief, phrase_lines, truth_line
from exegesis.views.cases import Case, cases
from exegesis.views.characters import clip, label
from exegesis.views.paper import NAME, Paper
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
    yield from bar_lines(explanation, paper, k)
    if phrases.strongest(explanation, 3):
        yield paper.write("")
    yield from phrase_lines(explanation, paper)
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


def _title(explanation: Explanation, paper: Paper) -> Text:
    said = naming.explained(explanation.target, explanation.text)
    method = paper.write(label(wording.method_name(explanation.method)), "bold")
    return paper.write("") + method + paper.write(f" {label(f'explains {said}')}")


def _facts(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    for lines in (facts.measures(explanation), facts.details(explanation), facts.conditions(explanation)):
        if lines:
            yield paper.write(" · ".join(label(f"{name} {value}") for name, value in lines), "dim")
    for name, value in verdicts.reasons(explanation):
        yield paper.write(label(f"{name}: {value}"), "dim")


_NARROWEST, _WIDEST = 10, 30  # columns of a terminal for each explanation


def fits(case: Case, paper: Paper) -> bool:
    """Whether there are rows, and the terminal is wide enough for so many explanations."""
    return _each(case, paper) >= _NARROWEST and bool(case.groups())


def _each(case: Case, paper: Paper) -> int:
    return min((paper.width - NAME - 4) // len(case.explanations) - 1, _WIDEST)


def _below(case: Case, explanation: Explanation) -> str:
    """What stands below a heading; of what all explain alike only the unit of the scores."""
    same = len({one.target.name for one in case.explanations}) == 1 and not case.names_targets
    return explanation.target.output if same else case.below(explanation)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def side_by_side(case: Case, paper: Paper) -> Iterable[Text]:
    """The table; nothing for a single explanation, and where the terminal is too narrow for that many."""
    from rich.cells import set_cell_size

    if not fits(case, paper):
        return
    each, groups = _each(case, paper), case.groups()
    blank = " " * (NAME + 3)
    heads = [paper.write(_cut(label(case.heading(one)), each)).plain for one in case.explanations]
    below = [paper.write(_cut(label(_below(case, one)), each)).plain for one in case.explanations]
    yield paper.write("")
    yield paper.write("side by side", "bold")
    yield paper.write(blank + " ".join(set_cell_size(head, each) for head in heads).rstrip(), "bold")
    yield paper.write(blank + " ".join(set_cell_size(name, each) for name in below).rstrip(), "dim")
    for name, rows in groups:
        if name:
            yield paper.write(label(name), "dim")
        for row in rows:
            scores = " ".join(f"{said:<{each}}" for _, said in painting.cells(case.explanations, row))
            yield paper.write(f"  {paper.column(row.name)} {scores}".rstrip())
    said = [paper.write(clip(verdicts.headline(one), each)).plain for one in case.explanations]
    yield paper.write(f"  {paper.column('verdict')} {' '.join(set_cell_size(one, each) for one in said)}".rstrip())
