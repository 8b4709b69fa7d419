"""Models compared on questions, and evaluations, in a terminal: a ruled table there, plain columns where it is piped.

Nothing of names and texts is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exegesis.data.items import AnsweredItem
from exegesis.data.records import Prediction
from exegesis.data.squad.scoring import SquadFigures
from exegesis.data.squad.scoring_v2 import SquadFiguresV2
from exegesis.qa import wording
from exegesis.qa.result import QuestionComparison, QuestionEvaluation
from exegesis.views.characters import clip, label
from exegesis.views.facts import rank
from exegesis.views.paper import Paper, printed
from exegesis.views.wording import answer, output, percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_MOST_LABELS = 20  # of one answer
_LONGEST = 60  # characters of an answer in a list of them
_LONG = 160  # of a question
_NAME = 40  # of a model beside its answer
_QUESTIONS = 8


def show(compared: QuestionComparison, console: Console | None = None) -> None:
    """Print the table of the models, and what a reader must know of it, to standard output or `console`."""
    paper, console = _paper(console)
    rows = [["", *(model.name for model in compared.models)]]
    rows += [[name, *cells] for name, cells in wording.columns(compared)]
    _print(console, paper, label(wording.heading(compared)))
    _table(console, paper, rows)
    for name, said in wording.errors(compared):
        _print(console, paper, label(f"! {name}: {said}"))
    _questions(console, paper, compared)


def _questions(console: Console, paper: Paper, compared: QuestionComparison) -> None:
    """The first questions with what is true and what each model answered; the split ones before the others."""
    split = [one for one in compared.questions if len({answer.verdict for answer in one.answers}) > 1]
    others = [one for one in compared.questions if one not in split]
    shown = [*split, *others][:_QUESTIONS]
    names = [label(model.name, min(_NAME, paper.width // 3)) for model in compared.models]
    longest = min(_LONGEST, max(paper.width - max(map(len, names)) - 6, 20))
    for one in shown:
        _print(console, paper, "")
        _print(console, paper, label(one.question, _LONG))
        true = " / ".join(dict.fromkeys(one.references)) or wording.NO_ANSWER
        lines = [("", "true", clip(label(true), longest))]
        for name, scored in zip(names, one.answers, strict=True):
            lines.append((wording.SIGNS[scored.verdict], name, clip(label(wording.said(scored)), longest)))
        _columns(console, paper, lines)
    if len(compared.questions) > len(shown):
        first = "those that one model answers better than another first" if split else "in the file's order"
        said = f"{len(shown)} of {len(compared.questions):,} questions, {first}; --html and --csv have more."
        _print(console, paper, "")
        _print(console, paper, said)


def show_figures(figures: SquadFigures | SquadFiguresV2, console: Console | None = None) -> None:
    """Print the official figures, a line each."""
    paper, console = _paper(console)
    _columns(console, paper, wording.figure_lines(figures))


def show_evaluation(found: QuestionEvaluation, console: Console | None = None) -> None:
    """Print the figures of one model, and what went wrong on the way."""
    paper, console = _paper(console)
    _columns(console, paper, wording.evaluation_lines(found))
    for line in wording.evaluation_errors(found):
        _print(console, paper, label(f"! {line}"))


def show_answers(prediction: Prediction, console: Console | None = None) -> None:
    """Print all answers with their probabilities, "no answer" among them."""
    paper, console = _paper(console)
    answers = zip(prediction.labels, prediction.outputs, strict=True)
    _columns(console, paper, [(clip(label(name), _LONGEST), percent(value)) for name, value in answers])


def show_predictions(found: Sequence[Prediction], text: str, console: Console | None = None) -> None:
    """Print what a model answers to a text: labels, likeliest first, for each hidden word; a line for a tagged one."""
    paper, console = _paper(console)
    if all(one.kind == "tag" for one in found):
        _columns(console, paper, [_tagged_line(one, text) for one in found])
        return
    for one in found:
        words = [text[span.start : span.end] for span in one.spans]
        order = sorted(range(len(one.labels)), key=lambda index: -one.outputs[index])
        left = len(order) - _MOST_LABELS if len(order) > _MOST_LABELS + 1 else 0
        if one.kind == "word":
            _print(console, paper, f"{label(' '.join(words).strip() or 'next word')}:")
        rows = [
            (clip(label(one.labels[index]), _LONGEST), _said(one, index, words)) for index in order[: len(order) - left]
        ]
        _columns(console, paper, rows)
        if left:
            _print(console, paper, f"and {left:,} less likely ones; --json has all of them")


def _tagged_line(one: Prediction, text: str) -> tuple[str, str, str]:
    """The word, its tag and the tag's probability."""
    words = " ".join(text[span.start : span.end] for span in one.spans)
    return clip(label(words), _LONGEST), clip(label(one.label), _LONGEST), percent(one.outputs[one.index])


def show_predicted_texts(found: Sequence[AnsweredItem], console: Console | None = None) -> None:
    """Print what a model answers to each of many texts: of classes a line a text, of words and tags a list each."""
    paper, console = _paper(console)
    if all(one.kind not in ("word", "tag") for item in found for one in item.predictions):
        _columns(console, paper, [_answered_line(*pair, paper) for pair in enumerate(found, 1)])
        return
    for place, one in enumerate(found):
        if place:
            _print(console, paper, "")
        _print(console, paper, label(clip(one.item.text or one.item.id or "", _LONG)))
        if one.error is not None:
            _print(console, paper, label(f"error: {one.message}"))
        show_predictions(one.predictions, one.item.text or "", console)


def _answered_line(number: int, one: AnsweredItem, paper: Paper) -> tuple[str, str, str]:
    """Which text, the answer, and as much of the text as a line has room for; or the error."""
    if one.error is not None:
        return str(number), "error", one.message
    return str(number), answer(one.predictions[0]), clip(label(one.item.text or ""), max(paper.width - _NAME, _NAME))


def _said(prediction: Prediction, index: int, words: Sequence[str]) -> str:
    """A label's probability; of a hidden word itself also its rank, and that it is the true one."""
    said = [output(prediction.outputs[index], prediction.kind), *rank(prediction, index)]
    is_true = prediction.kind == "word" and prediction.labels[index] in words
    return ", ".join([*said, "true word"] if is_true else said)


def _paper(console: Console | None) -> tuple[Paper, Console]:
    from rich.console import Console

    console = console or Console(highlight=False)
    return Paper(console, console.width), console


def _table(console: Console, paper: Paper, rows: Sequence[Sequence[str]]) -> None:
    if console.is_terminal:
        console.print(_ruled(paper, rows))
    else:
        _columns(console, paper, rows)


def _ruled(paper: Paper, rows: Sequence[Sequence[str]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD if paper.is_unicode else box.ASCII, show_edge=False, pad_edge=False)
    first, *others = rows
    table.add_column()
    for name in first[1:]:
        table.add_column(paper.write(label(name)), justify="right", overflow="fold")
    for row in others:
        table.add_row(*(paper.write(label(cell)) for cell in row))
    return table


def _columns(console: Console, paper: Paper, rows: Sequence[Sequence[str]]) -> None:
    """Every cell whole, however long the line becomes: what reads it is a program or a file."""
    from rich.cells import cell_len

    cells = [[paper.write(cell and label(cell)).plain for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        _print(console, paper, "  ".join(padded).rstrip())


def _print(console: Console, paper: Paper, line: str) -> None:
    printed(console, paper.write(line))
