"""Which words of a summary are shown, those whose weight is not said as 0; and how far to rely on it."""

from collections.abc import Mapping

import numpy as np

from exegesis.data.verdict.result import FAILS, HOLDS, LEVELS, PARTLY, UNCHECKED, UNDEFINED
from exegesis.summaries.words import ClassWords, SummaryWord, WordSummary
from exegesis.views import wording

_LEVELS = {
    HOLDS: "hold",
    PARTLY: "hold in part",
    UNCHECKED: "not checked",
    FAILS: "do not hold",
    UNDEFINED: "explain nothing",
}


def places(words: ClassWords) -> int:
    """Decimals in which the class's weights are said."""
    return wording.decimals(np.array([word.weight for word in (*words.towards, *words.against)]))


def shown(words: ClassWords) -> tuple[tuple[SummaryWord, ...], tuple[SummaryWord, ...]]:
    """The words for and against the class that a reader could see a bar of."""
    decimals = places(words)
    sides = (words.towards, words.against)
    towards, against = (tuple(word for word in side if wording.signed(word.weight, decimals) != "0") for side in sides)
    return towards, against


def verdicts(summary: WordSummary) -> str:
    """How many of the explanations have each verdict, best first; "" where that is not known."""
    return levels_said(summary.verdicts)


def levels_said(verdicts: Mapping[str, int]) -> str:
    """The same of the number of explanations at each level."""
    known = [(_LEVELS[level], verdicts[level]) for level in LEVELS if verdicts.get(level)]
    return ", ".join(f"{count:,} {said}" for said, count in known)
