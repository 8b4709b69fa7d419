"""A comparison as a web page that needs nothing else: answers, agreement, words, and the texts that differ most."""

from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.comparison import wording as said
from exegesis.comparison.agreement import MEASURES, Agreement
from exegesis.comparison.records import ComparedText
from exegesis.comparison.result import Comparison
from exegesis.data.explanation import Explanation
from exegesis.views import painting, scale
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.tables import figure

_ANSWERS = 200  # lines of the table of answers
_WORDS = 20
_TEXTS = 6  # drawn in each of the two sections
_IN_TEXT = 6  # words in the table of one text


@dataclass(frozen=True)
class HeatCell:
    """A number with its colours, and what is told of it."""

    classes: str
    number: str
    told: str


@dataclass(frozen=True)
class Heat:
    """One matrix."""

    title: str
    about: str
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


@dataclass(frozen=True)
class ShownSide:
    """One side of a text."""

    name: str
    answer: str
    value: str
    explanation: Explanation | None


@dataclass(frozen=True)
class ShownExample:
    """A text with all its sides, and the words on which they differ most."""

    name: str
    told: str
    sides: tuple[ShownSide, ...]
    words: tuple[tuple[str, str, tuple[HeatCell, ...]], ...]


def page(comparison: Comparison, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    found = comparison.as_plain()
    named = str.__str__(title) if title else f"{' beside '.join(one.name for one in found.models)} · Exegesis"
    heads, words = said.words(found, _WORDS)
    names = [said.side_name(side) for side in found.sides]
    return render(
        "comparison_page.html",
        document=document,
        title=named,
        found=found,
        said=said,
        answers=said.answers(found, _ANSWERS),
        names=names,
        heats=[_heat(names, found.agreement(measure)) for measure in MEASURES] if len(names) > 1 else [],
        heads=heads,
        words=list(zip([line for _, line in words], _coloured([one.shares for one, _ in words]), strict=True)),
        furthest=[_example(found, index, said.points(far)) for index, far in found.furthest[:_TEXTS]],
        split=[_example(found, one.index, "") for one in found.disagreements[:_TEXTS]],
    )


def fragment(comparison: Comparison) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(comparison, document=NOTEBOOK)


def _heat(names: Sequence[str], agreement: Agreement) -> Heat:
    title = said.MEASURES[agreement.measure][0]
    rows = []
    for i, name in enumerate(names):
        cells = []
        for j, other in enumerate(names):
            value, count, none = agreement.values[i][j], agreement.texts[i][j], agreement.undefined[i][j]
            told = f"{name} beside {other}: mean over {said.counted(count, 'text')}"
            told += f", undefined in {none:,}" if none else ""
            level = 0 if value is None else round(scale.LEVELS * value)
            cells.append(HeatCell(painting.look(level), figure(value), told))
        rows.append((f"{i + 1} {name}", tuple(cells)))
    return Heat(title, said.about(agreement), tuple(rows))


def _coloured(rows: Sequence[Sequence[float | None]]) -> list[tuple[HeatCell, ...]]:
    """Lines of shares in the colours of scores, the largest of the whole table at full strength."""
    largest = max((abs(one) for row in rows for one in row if one is not None), default=0.0) or 1.0
    return [tuple(_cell(one, largest) for one in row) for row in rows]


def _cell(share: float | None, largest: float) -> HeatCell:
    level = 0 if share is None else round(scale.LEVELS * share / largest)
    return HeatCell(painting.look(level), said.signed(share), "")


def _example(found: Comparison, index: int, far: str) -> ShownExample:
    text = found.texts[index]
    told = [f"explains “{text.explained}”"] if text.explained is not None else []
    told += [f"true: {text.truth}"] if text.truth is not None else []
    told += [f"apart {far}"] if far else [said.verdict(text, [one.name for one in found.models])]
    rows = [row for row in found.differences_in(index)[:_IN_TEXT] if row[1] > 0]
    cells = _coloured([shares for _, _, shares in rows])
    return ShownExample(
        name=text.name,
        told=" · ".join(told),
        sides=tuple(_shown(found, text, place) for place in range(len(found.sides))),
        words=tuple((row[0], said.points(row[1]), made) for row, made in zip(rows, cells, strict=True)),
    )


def _shown(found: Comparison, text: ComparedText, place: int) -> ShownSide:
    side, explanation = found.sides[place], text.explanations[place]
    model = next(number for number, one in enumerate(found.models) if one.name == side.model)
    return ShownSide(
        name=said.side_name(side),
        answer=said.answer(text, model),
        value="" if explanation is None else f"{painting.largest(explanation)} ({explanation.target.output})",
        explanation=explanation,
    )
