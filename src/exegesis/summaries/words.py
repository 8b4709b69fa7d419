"""A global summary of many explanations: for each class the words that speak most for it and against it, with examples.

Plain data, JSON both ways; the page and the plot of it stand in the views.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exegesis.core.characters import one_line
from exegesis.core.codec import LATER
from exegesis.core.errors import InputError, check_count
from exegesis.core.plurals import plural
from exegesis.data import renderers
from exegesis.data.explanation import Explanation
from exegesis.data.result import DrawnResult
from exegesis.summaries.pick import words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AROUND = 60  # characters to each side of a word in an example


@dataclass(frozen=True, slots=True)
class Example:
    """A text that has the word: its position among those given, the word as it stands there, and what is around."""

    row: int
    id: str | None
    before: str
    word: str
    after: str
    score: float


@dataclass(frozen=True, slots=True)
class SummaryWord:
    """One word: its mean score in the texts that have it, how many these are, and the texts it did most in.

    `weight` = mean times texts over the class's texts: what orders the words, so that one freak does not lead.
    """

    word: str
    mean: float
    texts: int
    weight: float
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ClassWords:
    """Of the explanations of one target: the words for it and against it, the weightiest first."""

    name: str
    output: str
    texts: int
    towards: tuple[SummaryWord, ...]
    against: tuple[SummaryWord, ...]


@dataclass(frozen=True)
class WordSummary(DrawnResult, noun="a summary of words", drawn="summary"):
    """The words of each class, in the order in which the classes were met, and what was summed up."""

    classes: tuple[ClassWords, ...]
    texts: int
    methods: tuple[str, ...]
    models: tuple[str, ...]
    # How many of the explanations have each level.
    verdicts: Mapping[str, int] = field(default_factory=dict, metadata=LATER)

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.classes)
        return one_line(f"WordSummary({names}; {plural(self.texts, 'explanation')} by {', '.join(self.methods)})")

    def plot(self, path: str | Path | None = None) -> "Figure":
        """A matplotlib figure: the words of each class as bars.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("summary plot", (self,), path)
        return figure


def summarise(
    explanations: Sequence[Explanation],
    words: int = 10,
    examples: int = 3,
    *,
    features: int | None = None,
    fewest: int = 1,
    marks: bool = False,
) -> WordSummary:
    """The weightiest words for and against each class, with the texts in which each did most.

    Explanations are gathered by target; words are lower-cased, a word's places in one text summed.

    Args:
        explanations: of any methods and texts.
        words: so many for each class and direction.
        examples: texts shown for each word.
        features: only so many words of each explanation count (None: all).
        fewest: words of fewer texts are left out.
        marks: punctuation counts too.

    Returns:
        The words by class, with their sums and their texts.

    Raises:
        InputError: there is nothing to sum up, or scores of one target are in several units.
    """
    if not explanations:
        raise InputError("there is no explanation to sum up; give at least one.")
    for name, value, least in (("words", words, 1), ("examples", examples, 0), ("fewest", fewest, 1)):
        check_count(name, value, least)
    for place, one in enumerate(explanations, 1):
        if not isinstance(one, Explanation):
            raise InputError(f"explanation {place} is none but a {type(one).__name__}; leave it out.")
        if one.kept is not None and one.of != "image":  # what to do with images is said where words are read
            raise InputError(f"summarise sums up words of texts, and explanation {place} is of the kind {one.of!r}.")
    groups: dict[str, list[int]] = {}
    for row, explanation in enumerate(explanations):
        groups.setdefault(target_of(explanation), []).append(row)
    classes = tuple(
        _summed(name, rows, explanations, words, examples, features, fewest, marks) for name, rows in groups.items()
    )
    return WordSummary(
        classes,
        len(explanations),
        tuple(dict.fromkeys(one.method for one in explanations)),
        tuple(dict.fromkeys(one.fingerprint.model for one in explanations)),
        dict(Counter(one.verdict.level for one in explanations)),
    )


def target_of(explanation: Explanation) -> str:
    """What it explains, by name; of a contrast both."""
    target = explanation.target
    return target.name if target.versus is None else f"{target.name} and not {target.versus.name}"


def _summed(
    name: str,
    rows: Sequence[int],
    explanations: Sequence[Explanation],
    words: int,
    examples: int,
    features: int | None,
    fewest: int,
    marks: bool,
) -> ClassWords:
    outputs = sorted({explanations[row].target.output for row in rows})
    if len(outputs) > 1:
        raise InputError(f"scores towards {name!r} are in {' and '.join(outputs)}; give explanations of one output.")
    found: dict[str, list[tuple[float, int]]] = {}
    for row in rows:
        for word, score in words_of(explanations[row], features, marks).items():
            found.setdefault(word, []).append((score, row))
    totals = [(sum(score for score, _ in held), word) for word, held in found.items() if len(held) >= fewest]
    order = sorted(totals, key=lambda one: (-round(abs(one[0]), 9), one[1]))

    def side(sign: int) -> tuple[SummaryWord, ...]:
        chosen = [word for total, word in order if total * sign > 0][:words]
        return tuple(_word(word, found[word], sign, len(rows), examples, explanations) for word in chosen)

    return ClassWords(name, outputs[0], len(rows), side(1), side(-1))


def _word(
    word: str, held: list[tuple[float, int]], sign: int, texts: int, count: int, explanations: Sequence[Explanation]
) -> SummaryWord:
    total = sum(score for score, _ in held)
    best = sorted(held, key=lambda one: (-round(sign * one[0], 9), one[1]))[:count]
    shown = tuple(_example(word, score, row, explanations[row]) for score, row in best)
    return SummaryWord(word, total / len(held), len(held), total / texts, shown)


def _example(word: str, score: float, row: int, explanation: Explanation) -> Example:
    """Around the word's first place in the text."""
    span = next(unit.spans[0] for unit in explanation.units if unit.text.lower() == word)
    text = explanation.text
    before, after = text[max(span.start - _AROUND, 0) : span.start], text[span.end : span.end + _AROUND]
    before = "…" + before if span.start > _AROUND else before
    after = after + "…" if span.end + _AROUND < len(text) else after
    return Example(row, explanation.id, before, text[span.start : span.end], after, score)
