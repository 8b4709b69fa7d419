"""The small records of a search: where a word stands, what was asked, rows of counts."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit
from exegesis.core.proportions import wilson
from exegesis.core.types import Count, Span
from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
from exegesis.explorer.records import Place

Share = Annotated[float, Limit(at_least=0, at_most=1)]


@dataclass(frozen=True, slots=True)
class Match:
    """A word that a search found. `score`: its cosine with what was sought, None where none was computed."""

    word: CorpusWord
    sentence: CorpusSentence
    score: float | None = None


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A word that others are to be like: of the corpus (`row`), with its sentence, or of any text, at `span`.

    `hidden`: a mask token stood in its place.
    """

    row: Count | None = None
    text: str | None = None
    span: Span | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class HeadPlace:
    """A head of a layer, both counted from 1."""

    layer: Place
    head: Place


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many words were not ranked: those that are the word asked for, and repeats of a sentence."""

    itself: Count = 0
    repeats: Count = 0


@dataclass(frozen=True, slots=True)
class Proportion:
    """How often something holds, and its 95 % interval (Wilson 1927)."""

    count: Count
    total: Count
    low: Share
    high: Share

    @classmethod
    def of(cls, count: int, total: int) -> "Proportion":
        """With its interval."""
        return cls(count, total, *wilson(count, total))

    @property
    def share(self) -> float:
        """Count over total; 0 of nothing."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A match in its sentence: what stands before it, itself, and what stands after it."""

    word: CorpusWord
    sentence: CorpusSentence
    before: str
    form: str
    after: str


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two words of a sentence, and the share of its attention that the first gives the second (0 to 1)."""

    first: CorpusWord
    second: CorpusWord
    sentence: CorpusSentence
    weight: float


@dataclass(frozen=True, slots=True)
class CountRow:
    """How often a value occurs, beside how often it would.

    Args:
        value: the tag; "" is "none" of entities; None where the sentence ends before there is a word.
        seen: count and total, with the share's interval.
        base: the share that it has in the corpus, or by chance.
        p: two-sided, corrected for the rows of the table (Holm 1979).
    """

    value: str | None
    seen: Proportion
    base: Share
    p: Share


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of one thing about the matches.

    Args:
        place: "match", "offset -1" and the like, or "attended": the word that a match attends to most.
        what: "upos", "deprel", "ent" (tags), or "offset" (words between a match and the word it attends to).
        rows: the most frequent values first.
        others: how many more words have a value that has no row of its own.
        untagged: how many have no tag, since nobody annotated them: they are not in the counts.
        base: what `CountRow.base` is a share of.
    """

    place: str
    what: str
    rows: tuple[CountRow, ...]
    others: Count
    untagged: Count
    base: str


@dataclass(frozen=True, slots=True)
class LayerStep:
    """A word's neighbours at one layer.

    Args:
        layer: 0 for the embeddings.
        matches: the nearest, best first.
        stayed: how many of them were among the nearest at the layer before, too; None at the first.
        cosine: of the word's vector here and at the layer before; None at the first.
    """

    layer: Count
    matches: tuple[Match, ...]
    stayed: Count | None
    cosine: float | None
