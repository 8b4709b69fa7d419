"""Files of plain texts, and what finds sentences and words in them where no tagger is named."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.tables import BadRow, rows
from exegesis.core.text import check_unicode, is_blank, sentences, words
from exegesis.core.types import Span
from exegesis.explorer.corpus.sources.records import SourceSentence, SourceWord, Tagger, Taken

_AT_ONCE = 64  # texts that a tagger is given


class TextRows:
    """A file of texts (.txt: one a line; .csv, .tsv, .jsonl, .parquet: a column), tagged by what is given."""

    def __init__(self, path: Path, column: str, tagger: Tagger) -> None:
        self.path, self.column, self.tagger = path, column, tagger

    def texts(self, skip: int) -> Iterator[Taken]:
        given = islice(self._given(), skip, None)
        while part := list(islice(given, _AT_ONCE)):
            yield from self.tagger.tagged(part)

    def count(self) -> tuple[int, bool]:
        return sum(len(_words(text)) for text in self._given()), False

    def _given(self) -> Iterator[str]:
        """Every text, blank ones too: they are counted as texts, and have no sentence."""
        for row in rows(self.path, self.column, columns=[self.column]):
            if isinstance(row, BadRow):
                raise row
            text = row.fields.get(self.column)
            if not isinstance(text, str):
                has = ", ".join(map(str, row.fields)) or "none"
                raise InputError(f"{row.where}: there is no text in column {self.column!r}; the columns are {has}.")
            try:
                yield check_unicode(text, "text")
            except InputError as error:
                raise InputError(f"{row.where}: {error}") from None


class Untagged:
    """Sentences and words alone, by the rules of `core/text`; nothing is annotated."""

    name = identity = "none"

    def tagged(self, texts: Sequence[str]) -> list[Taken]:
        return [(split(text), frozenset()) for text in texts]


def split(text: str) -> list[SourceSentence]:
    """The sentences of a text with their words, of which nothing else is known."""
    found = []
    for span in [] if is_blank(text) else sentences(text):
        part = text[span.start : span.end]
        spans = _words(part)
        if spans:
            found.append(SourceSentence(part, tuple(SourceWord(*one, part[one.start : one.end]) for one in spans)))
    return found


def _words(text: str) -> list[Span]:
    return [] if is_blank(text) else words(text)
