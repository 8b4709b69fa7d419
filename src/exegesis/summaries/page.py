"""A summary of words as a web page that needs nothing else: each class's words as bars, with the texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from exegesis.core.plurals import plural
from exegesis.summaries.wording import places, shown, verdicts
from exegesis.summaries.words import ClassWords, Example, SummaryWord, WordSummary
from exegesis.views import wording
from exegesis.views.html import NOTEBOOK, render


@dataclass(frozen=True)
class WordBar:
    """A word as a bar, in percent of its axis."""

    word: str
    said: str
    texts: str
    towards: bool
    left: float
    width: float
    examples: tuple[tuple[Example, str], ...]  # with the score as it is said


@dataclass(frozen=True)
class ClassPanel:
    """A class: its words on one axis, and where its zero is."""

    name: str
    said: str
    zero: float
    sides: tuple[tuple[str, tuple[WordBar, ...]], ...]


def page(summary: WordSummary, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    said = str.__str__(title) if title else "The words of each class · Exegesis"
    return render("summary_page.html", document=document, title=said, **context(summary))


def context(summary: WordSummary) -> dict[str, Any]:
    """What `summary.html` shows."""
    plain = summary.as_plain()
    return {"summary": plain, "panels": [_panel(one) for one in plain.classes], "trust": verdicts(plain)}


def fragment(summary: WordSummary) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(summary, document=NOTEBOOK)


def _panel(words: ClassWords) -> ClassPanel:
    towards, against = shown(words)
    weights = [0.0, *(word.weight for word in (*towards, *against))]
    low, high = min(weights), max(weights)
    length = (high - low) or 1.0
    zero = round(100 * -low / length, 2)
    sides = (("for", towards), ("against", against))
    drawn = tuple((side, tuple(_bars(held, zero, length, places(words)))) for side, held in sides if held)
    return ClassPanel(words.name, f"{plural(words.texts, 'text')}, {words.output}", zero, drawn)


def _bars(words: Iterable[SummaryWord], zero: float, length: float, decimals: int) -> Iterable[WordBar]:
    for word in words:
        width = round(100 * abs(word.weight) / length, 2)
        towards = word.weight > 0
        texts = f"in {word.texts:,} text{'' if word.texts == 1 else 's'}, {wording.signed(word.mean, decimals)} each"
        shown = tuple((example, wording.signed(example.score, decimals)) for example in word.examples)
        left = zero if towards else round(zero - width, 2)
        yield WordBar(word.word, wording.signed(word.weight, decimals), texts, towards, left, width, shown)
