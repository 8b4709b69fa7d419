"""What it goes by over many rows: the words that speak most for each class and against it."""

import numpy as np

from exegesis.core.statistics import bootstrapped
from exegesis.data.explanation import Explanation
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import REMARK, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.summaries import summarise
from exegesis.summaries.pick import words_of
from exegesis.summaries.words import ClassWords, SummaryWord, target_of
from exegesis.views.wording import decimals, signed

_WORDS, _FEWEST = 8, 3


def ask(case: AuditCase) -> Content:
    """The words of the explained rows, by the class that was answered."""
    shown = list(case.shown.values())
    found = summarise(shown, _WORDS, 0, fewest=_FEWEST)
    sheets = [_sheet(one, shown, case.plan.seed) for one in found.classes if one.towards or one.against]
    if not sheets:
        text = f"No word stands in {_FEWEST} of the {len(shown)} explained rows; explain more with --explained."
        return Content((Paragraph(text),), (AuditFinding(REMARK, text),))
    note = "A word in few rows may lead by chance; its interval is over the rows that have it." if sheets else ""
    return Content((*sheets, Paragraph(note)))


def _sheet(words: ClassWords, shown: list[Explanation], seed: int) -> Sheet:
    mine = [words_of(one, None) for one in shown if target_of(one) == words.name]
    places = decimals(np.array([word.mean for word in (*words.towards, *words.against)]))
    lines: list[tuple[str, ...]] = [("word", "speaks", "rows", "mean score [95% interval]", "weight")]
    for side, rows in (("for", words.towards), ("against", words.against)):
        lines += [_line(word, side, mine, places, seed) for word in rows]
    return Sheet(
        f"Answered “{words.name}” ({words.texts} explained rows, scores in {words.output})",
        tuple(lines),
        "Weight: the mean score times the rows that have the word, over all explained rows of this answer.",
    )


def _line(word: SummaryWord, side: str, mine: list[dict[str, float]], places: int, seed: int) -> tuple[str, ...]:
    found = bootstrapped([one[word.word] for one in mine if word.word in one], seed, f"word {word.word}")
    bounds = "" if found is None else f" [{signed(found.low, places)}, {signed(found.high, places)}]"
    return (word.word, side, f"{word.texts:,}", signed(word.mean, places) + bounds, signed(word.weight, places))
