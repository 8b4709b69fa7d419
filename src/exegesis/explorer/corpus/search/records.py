"""The small records of a search: where a word stands, what was asked, rows of counts."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit
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
    """A word that others are to be like: one of the corpus (`row`), or one of a text, at `span`.

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

    @property
    def share(self) -> float:
        """Count over total; 0 of nothing."""
        return self.count / self.total if self.total else 0.0
