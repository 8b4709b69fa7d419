"""Many explanations as a web page that needs nothing else: figures first, then the texts, the wrong ones before others.

However many there are, the page stays of a size that a browser opens: what is left out is counted on it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from exegesis.bulk.drawn import Drawn, drawn, name_of
from exegesis.bulk.figures import AnswerFigures, Outline, accuracy, figures_of, strange_truths
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.verdict.result import LEVELS
from exegesis.views import wording
from exegesis.views.html import render
from exegesis.views.kinds import policies

_DRAWN = 200  # items
_CHARACTERS = 400_000  # of the texts drawn; the marks around each word make them some ten times longer
_FAILURES = 50  # listed
_LABELS = 12  # of which a table of true and given ones is shown


@dataclass(frozen=True)
class BulkSection:
    """Items that belong together, in an order that `order` says."""

    title: str
    order: str
    items: tuple[Drawn, ...]
    left_out: int


def page(items: Callable[[], Iterable[ExplainedItem]], title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped.

    `items` gives the items anew at each call: they are read twice, and only those that are drawn are held.
    """
    figures = figures_of(items())
    groups = [group for group in _groups(figures.outlines) if group[2]]
    chosen = _chosen([outlines for _, _, outlines in groups])
    held, failures = _held(items(), {number for numbers in chosen for number in numbers})
    sections = [
        BulkSection(name, order, tuple(drawn(held[number]) for number in numbers), len(outlines) - len(numbers))
        for (name, order, outlines), numbers in zip(groups, chosen, strict=True)
    ]
    return render(
        "bulk_page.html",
        title=str.__str__(title) if title else f"{figures.items:,} explanations · Exegesis",
        figures=figures,
        heading=_heading(figures),
        models=", ".join(figures.models),
        methods=", ".join(wording.method_name(name) for name in figures.methods),
        strange=strange_truths(figures.strange),
        answers=_answers(figures),
        trust=", ".join(f"{level} {figures.verdicts[level]:,}" for level in LEVELS if figures.verdicts[level]),
        sections=sections,
        drawn=sum(len(section.items) for section in sections),
        failures=failures,
        allowed=policies([one for section in sections for item in section.items for _, one in item.explanations]),
    )


def _heading(figures: AnswerFigures) -> str:
    if figures.compared:
        return accuracy(figures.right, figures.compared).capitalize()
    return f"{figures.items:,} texts"


def _groups(outlines: Sequence[Outline]) -> list[tuple[str, str, list[Outline]]]:
    """(title, order, items): what is wrong first, the surest first; the others in the data's order."""
    wrong = [one for one in outlines if one.right is False]
    right = [one for one in outlines if one.right is True]
    others = [one for one in outlines if one.right is None]
    wrong.sort(key=lambda one: (-round(one.sure, 6), one.number))
    return [
        ("Wrong", "the answers that the model is surest of first", wrong),
        ("Right", "in the data's order", right),
        ("Not compared with a truth" if wrong or right else "Texts", "in the data's order", others),
    ]


def _chosen(groups: Sequence[Sequence[Outline]]) -> list[list[int]]:
    """The numbers of the items that are drawn: as many as there is room for, group after group."""
    found: list[list[int]] = []
    items, characters = _DRAWN, _CHARACTERS
    for group in groups:
        found.append([])
        for one in group:
            if not items or (one.characters > characters and items < _DRAWN):
                break
            items, characters = items - 1, characters - one.characters
            found[-1].append(one.number)
    return found


def _held(items: Iterable[ExplainedItem], numbers: set[int]) -> tuple[dict[int, ExplainedItem], list[tuple[str, str]]]:
    held: dict[int, ExplainedItem] = {}
    failures: list[tuple[str, str]] = []
    for item in items:
        if item.number in numbers:
            held[item.number] = item
        if item.error is not None and len(failures) < _FAILURES:
            failures.append((name_of(item), item.error))
    return held, failures


def _answers(figures: AnswerFigures) -> list[list[str]]:
    """How often each label was given, by the true label where one is known; [] where these are no labels."""
    given = sorted({answer for _, answer in figures.answers})
    true = sorted({truth for truth, _ in figures.answers if truth is not None})
    if len(given) > _LABELS or len(true) > _LABELS:
        return []
    if not true:
        return [["answer", "texts"], *([answer, f"{figures.answers[None, answer]:,}"] for answer in given)]
    labels = list(dict.fromkeys([*true, *given]))
    rows = [[truth, *(f"{figures.answers[truth, answer]:,}" for answer in labels)] for truth in true]
    if any(figures.answers[None, answer] for answer in labels):
        rows.append(["not known", *(f"{figures.answers[None, answer]:,}" for answer in labels)])
    return [["true label, and the answer:", *labels], *rows]
