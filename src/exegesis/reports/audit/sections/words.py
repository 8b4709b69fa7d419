"""What it goes by over many rows: the words that speak most for each class and against it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from exegesis.core.plurals import plural
from exegesis.core.statistics import bootstrapped
from exegesis.data.explanation import Explanation
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import REMARK, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.summaries import summarise
from exegesis.summaries.pick import words_of
from exegesis.summaries.words import ClassWords, SummaryWord, target_of
from exegesis.views.wording import signed

_WORDS, _SHOWN, _FEWEST = 40, 10, 3  # words that are looked at for each side, and shown; rows that have them
_PLACES = 3  # decimals


def ask(case: AuditCase) -> Content:
    """The words of the explained rows, by the class that was answered."""
    shown = list(case.shown.values())
    found = summarise(shown, _WORDS, 0, fewest=_FEWEST)
    sheets = [sheet for one in found.classes if (sheet := _sheet(one, shown, case.plan.seed)) is not None]
    if not sheets:
        text = (
            f"No word of {_FEWEST} explained rows or more speaks for one class throughout; --explained explains more."
        )
        return Content((Paragraph(text),), (AuditFinding(REMARK, text),))
    return Content((*sheets, Paragraph(_NOTE)))


_NOTE = (
    f"Words that stand in {_FEWEST} explained rows or more and whose interval does not hold 0. Weight: the mean score "
    "times the rows that have the word, over all explained rows of this answer; it orders them."
)


def _sheet(words: ClassWords, shown: list[Explanation], seed: int) -> Sheet | None:
    """The words of one answer; None where none is sure."""
    mine = [words_of(one, None) for one in shown if target_of(one) == words.name]
    lines = [("word", "speaks", "rows", "mean score [95% interval]", "weight")]
    for side, rows in (("for", words.towards), ("against", words.against)):
        lines += islice(_sure(rows, side, mine, seed), _SHOWN)
    if len(lines) == 1:
        return None
    caption = f"Answered “{words.name}” ({plural(words.texts, 'explained row')}, scores in {words.output})"
    return Sheet(caption, tuple(lines))


def _sure(
    rows: Sequence[SummaryWord], side: str, mine: list[dict[str, float]], seed: int
) -> Iterator[tuple[str, str, str, str, str]]:
    """A line for each word whose interval does not hold 0, in their order."""
    for word in rows:
        mean = bootstrapped([one[word.word] for one in mine if word.word in one], seed, f"word {word.word}")
        if mean is not None and not mean.low <= 0 <= mean.high:
            bounds = f"[{signed(mean.low, _PLACES)}, {signed(mean.high, _PLACES)}]"
            score = f"{signed(word.mean, _PLACES)} {bounds}"
            yield word.word, side, f"{word.texts:,}", score, signed(word.weight, _PLACES)
