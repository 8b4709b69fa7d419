"""What a search finds, frozen, with what was asked: the same search can be run again from it alone."""

from dataclasses import dataclass, field
from typing import Annotated

from exegesis.core.codec import OneOf
from exegesis.core.types import Count
from exegesis.data.result import Result
from exegesis.explorer.corpus.result import CorpusManifest
from exegesis.explorer.corpus.search.records import (
    ContextLine,
    CountTable,
    HeadPlace,
    LayerStep,
    LeftOut,
    Match,
    Proportion,
    Share,
    SoughtWord,
    WordPair,
)

KINDS = ("neighbours", "words")
ORDERS = ("corpus", "left", "right")


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
        exact: whether all words are compared where an index stands beside a large corpus.
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
    exact: bool = False


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


@dataclass(frozen=True)
class Concordance(Result, noun="a concordance"):
    """Matches with what stands around them, sorted by their neighbours.

    Args:
        sources: the names of the corpus's files; a sentence says which is its own.
        query: which words, as `explorer.corpus.search.grammar` reads it.
        sort: "corpus" (in its order), "left" (by the words before, the nearest first) or "right" (by those after).
        lines: those of this page.
        offset: from which line on, 0 for the first.
        possible: how many lines there are on all pages.
        repeats: how many words of sentences that stand in the corpus again were left out.
    """

    sources: tuple[str, ...]
    query: str
    sort: Annotated[str, OneOf(*ORDERS)]
    lines: tuple[ContextLine, ...]
    offset: Count
    possible: Count
    repeats: Count


@dataclass(frozen=True)
class Trajectory(Result, noun="neighbours through the layers"):
    """The neighbours of a word at every layer, and how far its vector turns from each layer to the next."""

    model: str
    sources: tuple[str, ...]
    word: SoughtWord
    where: str
    steps: tuple[LayerStep, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeighbourChange(Result, noun="neighbours under two models"):
    """The neighbours of one word in two corpora of the same sentences, built with different models.

    Args:
        models: what they are called.
        first: its neighbours by the first model.
        second: by the second.
        shared: how many words are among both.
        overlap: these over the words that are among either (Jaccard).
    """

    models: tuple[str, str]
    first: Matches
    second: Matches
    shared: Count
    overlap: Share


@dataclass(frozen=True)
class AttentionPattern(Result, noun="a pattern of attention in a corpus"):
    """How much of the attention of some heads goes from one kind of words to another, beside what would by chance.

    Shares are of what a word gives to the other words of its sentence (to itself and to special tokens not): they sum
    to 1 over these. Of several heads the mean is meant.

    Args:
        model: the model whose attention it is.
        sources: the names of the corpus's files.
        query: the pattern, as it was asked.
        heads: the heads.
        pairs: the pairs of this page, the strongest first, with the weights as the heads give them.
        offset: from which pair on, 0 for the first.
        possible: how many pairs there are.
        words: how many first words there are that have a second one in their sentence.
        share: the mean share that goes from them to second words.
        by_chance: what would, were attention spread evenly over the other words that a word can see.
        share_of_others: what other words of these sentences give to the same second words; None where there are none.
        strongest: how often the other word that is attended to most is a second one (of one drawn: `by_chance`).
        p: of as many or as few by that chance, two-sided (binomial).
        fixed_offset: how many words after a first word a second one stands most often, None without a pair.
        by_offset: how often the word there is a second one: the base rate of Clark et al. (2019, section 4.2).
        sentences: how many sentences the model read.
        candidates: how many have words of both kinds.
        notes: what a reader must know.
    """

    model: str
    sources: tuple[str, ...]
    query: str
    heads: tuple[HeadPlace, ...]
    pairs: tuple[WordPair, ...]
    offset: Count
    possible: Count
    words: Count
    share: Share
    by_chance: Share
    share_of_others: Share | None
    strongest: Proportion
    p: Share
    fixed_offset: int | None
    by_offset: Share
    sentences: Count
    candidates: Count
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CorpusSummary(Result, noun="a summary of matches"):
    """What the words found are, what stands around them and what they attend to, beside the corpus.

    Args:
        model: the model of the corpus.
        query: which words, where they were asked for by a query; "" for words that were given.
        words: how many.
        tables: counts, a table each.
        missing: tags that the corpus is not annotated with.
        heads: whose attention was read, none where it was not.
        attending: how many of the words the attention was read of.
        special: the mean share of attention that goes to special tokens; None where no attention was read.
        notes: what a reader must know.
    """

    model: str
    query: str
    words: Count
    tables: tuple[CountTable, ...]
    missing: tuple[str, ...]
    heads: tuple[HeadPlace, ...] = ()
    attending: Count = 0
    special: Share | None = None
    notes: tuple[str, ...] = ()
