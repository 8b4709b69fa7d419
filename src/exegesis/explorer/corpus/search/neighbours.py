"""The words of a corpus nearest to one or several words, or those for which conditions hold, a page at a time."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from exegesis.core.types import Masks
from exegesis.explorer.corpus.search import index, queries
from exegesis.explorer.corpus.search.grammar import words_alone
from exegesis.explorer.corpus.search.index import IndexFacts, WordIndex
from exegesis.explorer.corpus.search.queries import QueryWord, Sought
from exegesis.explorer.corpus.search.ranking import Direction, Lengths, Scores, best, exact
from exegesis.explorer.corpus.search.records import LeftOut, Match, SoughtWord
from exegesis.explorer.corpus.search.repeats import Repeats
from exegesis.explorer.corpus.search.result import Matches, SavedSearch
from exegesis.explorer.corpus.search.selection import selected
from exegesis.explorer.corpus.search.store import Rows, Store

Word: TypeAlias = QueryWord | int  # of a text, or a row of the corpus
Words: TypeAlias = Sequence[Word]
_DEEPEST = 1_000  # places down to which an index is asked


class WordSearch:
    """The neighbours in one corpus; what is measured once of it (lengths, repeated sentences) is kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lengths = Lengths()
        self._repeats: Repeats | None = None
        self._indices: dict[int, WordIndex] = {}

    def found(self, search: SavedSearch, like: Words, unlike: Words = ()) -> Matches:
        """A page of neighbours. `search` says all but the vectors of words that are no rows of the corpus."""
        at = Sought(search.layer, search.heads)
        asked, left_out = self.candidates(search, like)
        parts = queries.parts(self._store, at, like, unlike)
        known = self._index(search)
        indexed = None if known is None else self._indexed(known, search, parts, asked)
        rows, scores = indexed or best(parts, self._lengths, search.count, search.offset, asked)
        found = matches(self._store, rows.tolist(), scores.tolist())
        notes = (known.note,) if known is not None and indexed is not None else ()
        return Matches.of(self._store.manifest, search, found, int(asked.sum()), left_out, notes)

    def build_index(self, layer: int, progress: Callable[[int, int], None] | None = None) -> IndexFacts:
        """The index of a layer, built; searches take it from now on."""
        self._indices.pop(layer, None)
        return index.build(self._store, layer, self._lengths, progress)

    def _index(self, search: SavedSearch) -> WordIndex | None:
        """The index to ask, where one stands beside a corpus that is large enough, and all of it is ranked."""
        layer = search.layer
        if layer is None or search.exact or search.where or self._store.manifest.words <= index.LEAST:
            return None
        if layer not in self._indices and index.there(self._store, layer):
            self._indices[layer] = WordIndex(self._store, layer)
        return self._indices.get(layer)

    def _indexed(
        self, known: WordIndex, search: SavedSearch, parts: Sequence[Direction], asked: Masks
    ) -> tuple[Rows, Scores] | None:
        """The page by an index, exactly scored; None where it is too far down, or too many are left out."""
        reach = search.offset + search.count
        if reach > _DEEPEST:
            return None
        rows = known.near(parts[0].direction, 2 * reach + _DEEPEST // 10)
        rows = np.sort(rows[asked[rows]])
        if len(rows) < reach:
            return None
        scores = exact(parts, self._lengths, rows)
        order = np.lexsort((rows, -scores))[search.offset : reach]
        return rows[order], scores[order]

    def listed(self, search: SavedSearch) -> Matches:
        """A page of the words that conditions hold for, in the order of the corpus."""
        asked, left_out = self.candidates(search, ())
        rows = np.flatnonzero(asked)[search.offset : search.offset + search.count].tolist()
        found = matches(self._store, rows, [None] * len(rows))
        return Matches.of(self._store.manifest, search, found, int(asked.sum()), left_out)

    def candidates(self, search: SavedSearch, like: Words) -> tuple[Masks, LeftOut]:
        """Which rows are ranked (N,), and how many the conditions hold for that are not."""
        asked = np.ones(self._store.manifest.words, dtype=bool)
        if search.where:
            asked[:] = False
            asked[selected(self._store, words_alone(search.where))] = True
        itself = 0
        if not search.itself:
            same = self._same(like)
            itself = int(asked[same].sum())
            asked[same] = False
        repeats = 0
        if not search.repeats:
            later = self.repeats.later(asked)
            repeats = len(later)
            asked[later] = False
        return asked, LeftOut(itself, repeats)

    @property
    def repeats(self) -> Repeats:
        """Which sentences the corpus has more than once."""
        if self._repeats is None:
            self._repeats = Repeats(self._store)
        return self._repeats

    def _same(self, like: Words) -> Rows:
        """The rows of the words sought themselves, in all copies of their sentences."""
        found: set[int] = set()
        for word in like:
            if not isinstance(word, QueryWord):
                found.update(self.repeats.same(word))
            elif word.digest is not None:
                found.update(self._at(word.digest, word.start))
        return np.array(sorted(found), dtype=np.int64)

    def _at(self, digest: str, start: int) -> list[int]:
        """The rows of the words that begin at a character of the sentences of this digest."""
        sql = "SELECT w.id FROM sentences s JOIN words w ON w.sentence = s.id WHERE s.digest = ? AND w.start = ?"
        return [row for (row,) in self._store.select(sql, digest, start)]


def matches(store: Store, rows: Sequence[int], found: Sequence[float | None]) -> tuple[Match, ...]:
    """The words of these rows in their sentences, with their scores."""
    words = store.words(rows)
    ids = list(dict.fromkeys(word.sentence for word in words))
    sentences = dict(zip(ids, store.sentences(ids), strict=True))
    return tuple(Match(word, sentences[word.sentence], score) for word, score in zip(words, found, strict=True))


def sought_word(store: Store, word: Word) -> SoughtWord:
    """What says which word it is; of a word of the corpus with its sentence, by which it is known again."""
    if isinstance(word, QueryWord):
        return word.word
    (found,) = store.words([word])
    (sentence,) = store.sentences([found.sentence])
    return SoughtWord(word, sentence.text, found.span)
