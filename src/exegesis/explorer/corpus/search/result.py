"""What a search finds, frozen, with what was asked: the same search can be run again from it alone."""

from dataclasses import dataclass, field
from typing import Annotated

from exegesis.core.codec import OneOf
from exegesis.core.types import Count
from exegesis.data.result import Result
from exegesis.explorer.corpus.result import CorpusManifest
from exegesis.explorer.corpus.search.records import HeadPlace, LeftOut, Match, SoughtWord

KINDS = ("neighbours", "words")
MEASURES = ("embedding", "heads")


@dataclass(frozen=True)
class SavedSearch(Result, noun="a saved search"):
    """All that a search of words was asked.

    Args:
        kind: "neighbours" (by vectors) or "words" (by what holds of them).
        where: conditions that hold of every word found ("" for none), as `explorer.search.grammar` reads them.
        like: the words that are sought like; several are put together.
        unlike: words from which it is led away.
        layer: the layer whose embeddings are compared (0: the embeddings before the first block); None for heads.
        heads: the heads whose outputs are compared.
        itself: whether the words of `like` may be found too.
        repeats: whether sentences that stand in the corpus again may be.
        count: how many words a page has.
        offset: from which place on, 0 for the first.
    """

    kind: Annotated[str, OneOf(*KINDS)]
    where: str = ""
    like: tuple[SoughtWord, ...] = ()
    unlike: tuple[SoughtWord, ...] = ()
    layer: Count | None = None
    heads: tuple[HeadPlace, ...] = ()
    itself: bool = False
    repeats: bool = False
    count: Count = 50
    offset: Count = 0


@dataclass(frozen=True)
class Matches(Result, noun="matches in a corpus"):
    """A page of the words that a search found, best first, or in the corpus's order where they have no scores.

    Args:
        model: whose vectors the corpus holds.
        sources: the names of the corpus's files; a sentence says which is its own.
        search: what was asked.
        matches: the words of this page.
        possible: how many words there are on all pages.
        left_out: how many of those that the conditions hold for were not ranked, and why.
        notes: what a reader must know.
    """

    model: str
    sources: tuple[str, ...]
    search: SavedSearch
    matches: tuple[Match, ...]
    possible: Count
    left_out: LeftOut = field(default_factory=LeftOut)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        corpus: CorpusManifest,
        search: SavedSearch,
        matches: tuple[Match, ...],
        possible: int,
        left_out: LeftOut,
        notes: tuple[str, ...] = (),
    ) -> "Matches":
        """The matches in a corpus that says this of itself."""
        sources = tuple(one.name for one in corpus.sources)
        return cls(corpus.model, sources, search, matches, possible, left_out, notes)

    @property
    def rows(self) -> tuple[int, ...]:
        """The numbers of the words found, in their order."""
        return tuple(one.word.row for one in self.matches)

    def __repr__(self) -> str:
        last = self.search.offset + len(self.matches)
        return f"Matches({self.model}, {self.search.offset + 1} to {last} of {self.possible:,})"
