"""Matches in their sentences, sorted by the words before or after them: keyword in context."""

import numpy as np

from exegesis.core.errors import unknown
from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
from exegesis.explorer.corpus.search.neighbours import WordSearch
from exegesis.explorer.corpus.search.records import ContextLine
from exegesis.explorer.corpus.search.result import ORDERS, Concordance, SavedSearch
from exegesis.explorer.corpus.search.store import Rows, Store

_DEEP = 4  # neighbours that are compared, the nearest first


def concordance(store: Store, words: WordSearch, search: SavedSearch, sort: str) -> Concordance:
    """A page of lines; `search` says which words, how many and from where on."""
    if sort not in ORDERS:
        raise unknown("order", sort, ORDERS)
    asked, left_out = words.candidates(search, ())
    rows = np.flatnonzero(asked)
    page = _sorted(store, rows, sort)[search.offset : search.offset + search.count].tolist()
    found = store.words(page)
    sentences = {one.id: one for one in store.sentences(list(dict.fromkeys(word.sentence for word in found)))}
    return Concordance(
        sources=tuple(one.name for one in store.manifest.sources),
        query=search.where,
        sort=sort,
        lines=tuple(_line(word, sentences[word.sentence]) for word in found),
        offset=search.offset,
        possible=len(rows),
        repeats=left_out.repeats,
    )


def _sorted(store: Store, rows: Rows, sort: str) -> Rows:
    """By the neighbours' forms, upper and lower case alike; a line that ends sooner comes first."""
    if sort == "corpus":
        return rows
    step = 1 if sort == "right" else -1
    lines = store.select("SELECT form, sentence FROM words ORDER BY id")

    def neighbours(row: int) -> list[str]:
        near = range(row + step, row + step * (_DEEP + 1), step)
        there = (lines[one] for one in near if 0 <= one < len(lines))
        return [form.casefold() for form, sentence in there if sentence == lines[row][1]]

    return np.array(sorted(rows.tolist(), key=lambda row: (neighbours(row), row)), dtype=np.int64)


def _line(word: CorpusWord, sentence: CorpusSentence) -> ContextLine:
    text = sentence.text
    return ContextLine(word, sentence, text[: word.start], text[word.start : word.end], text[word.end :])
