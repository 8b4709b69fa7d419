"""Models compared on questions as a web page that needs nothing else: the table of models, then each question.

Below a question stands, for each model, its answer, whether that is right, and its saliency over question and context.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Part
from exegesis.qa import wording as qa_wording
from exegesis.qa.result import GivenAnswer, QuestionAnswers, QuestionComparison
from exegesis.views import naming, overlay, painting, scale, wording
from exegesis.views.html import render as render
from exegesis.views.marks import Mark


@dataclass(frozen=True)
class MarkedStretch:
    """A piece of the text with the look of its score; `begins`, `ends`: here the answer given begins or ends."""

    text: str
    classes: str
    score: str
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Reading:
    """Question or context as one model read it."""

    name: str
    stretches: tuple[MarkedStretch, ...]


@dataclass(frozen=True)
class Card:
    """One model's answer to one question, as it is drawn."""

    model: str
    answer: GivenAnswer
    readings: tuple[Reading, ...] = ()
    explained: str = ""
    largest: str = ""
    warnings: tuple[str, ...] = ()


def page(compared: QuestionComparison, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    if not compared.models:
        raise InputError("there is no model to show; compare at least one.")
    plain = compared.as_plain()
    shared = _shared_warnings(plain)
    return render(
        "questions.html",
        title=str.__str__(title) if title else f"{qa_wording.heading(plain)} · Exegesis",
        compared=plain,
        questions=[(one, _cards(plain.models, one, shared)) for one in plain.shown],
        qa=qa_wording,
        signed=_signed(plain),
        shared=shared,
    )


def readings(explanation: Explanation, answer: GivenAnswer) -> tuple[Reading, ...]:
    """Question and context in coloured pieces, the answer marked in the context."""
    marks = _given(explanation, answer)
    return tuple(Reading(part.name, tuple(_stretches(explanation, marks, part))) for part in explanation.parts)


def _cards(models: Sequence[ModelFacts], one: QuestionAnswers, shared: Sequence[str]) -> list[Card]:
    return [_card(model, answer, shared) for model, answer in zip(models, one.answers, strict=True)]


def _card(model: ModelFacts, answer: GivenAnswer, shared: Sequence[str]) -> Card:
    found = answer.saliency
    if found is None:
        return Card(model.name, answer)
    return Card(
        model=model.name,
        answer=answer,
        readings=readings(found, answer),
        explained=naming.explained(found.target, found.text),
        largest=painting.largest(found),
        warnings=tuple(warning for warning in found.warnings if warning not in shared),
    )


def _given(explanation: Explanation, answer: GivenAnswer) -> list[Mark]:
    if answer.start is None:
        return []
    start = explanation.parts[-1].start + answer.start
    return [Mark(Span(start, start + len(answer.text)), "span")]


def _stretches(explanation: Explanation, marks: Sequence[Mark], part: Part) -> Iterator[MarkedStretch]:
    found = overlay.pieces(explanation, (), marks, Span(part.start, part.end))
    levels = scale.levels(explanation.scores).tolist()
    places = wording.decimals(explanation.scores)
    inside = [None, *(piece.mark for piece in found), None]
    for place, piece in enumerate(found):
        before, mark, after = inside[place : place + 3]
        classes, score = "", ""
        if piece.unit is not None:
            classes = painting.look(levels[piece.unit])
            score = wording.signed(float(explanation.scores[piece.unit]), places)
        yield MarkedStretch(piece.text, classes, score, mark not in (None, before), mark not in (None, after))


def _explanations(shown: Iterable[QuestionAnswers]) -> list[Explanation]:
    return [answer.saliency for one in shown for answer in one.answers if answer.saliency is not None]


def _signed(compared: QuestionComparison) -> bool:
    """Whether the scores have signs: norms of gradients have none."""
    found = _explanations(compared.shown)
    return any(one.diagnostics.get("signed", True) for one in found)


def _shared_warnings(compared: QuestionComparison) -> list[str]:
    """What every explanation warns of is told once, above them all."""
    found = _explanations(compared.shown)
    return [warning for warning in found[0].warnings if all(warning in one.warnings for one in found)] if found else []
