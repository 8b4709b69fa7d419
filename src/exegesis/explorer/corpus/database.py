"""The sentences and words of a corpus in SQLite: `corpus.sqlite`, written in order, read where it is looked at."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from threading import local
from typing import Any

from exegesis.core.errors import ExegesisError, InputError
from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord

DATABASE = "corpus.sqlite"
_SCHEMA = (
    "CREATE TABLE sentences(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT, "
    "text TEXT NOT NULL, digest TEXT NOT NULL, first_word INTEGER NOT NULL, words INTEGER NOT NULL) STRICT",
    "CREATE TABLE words(id INTEGER PRIMARY KEY, sentence INTEGER NOT NULL, number INTEGER NOT NULL, "
    "start INTEGER NOT NULL, end INTEGER NOT NULL, form TEXT NOT NULL, lemma TEXT, upos TEXT, xpos TEXT, deprel TEXT, "
    "head INTEGER, ent TEXT) STRICT",
    # How many texts of each source were taken in: what a build that was ended goes on from. `facts` is JSON.
    "CREATE TABLE taken(source INTEGER PRIMARY KEY, texts INTEGER NOT NULL, done INTEGER NOT NULL, "
    "facts TEXT NOT NULL) STRICT",
)
_SENTENCE = "id, source, number, name, text, digest, first_word, words"
_WORD = "id, sentence, number, start, end, form, lemma, upos, xpos, deprel, head, ent"
_SENTENCE_VALUES, _WORD_VALUES = attrgetter(*CorpusSentence.__slots__), attrgetter(*CorpusWord.__slots__)
_AT_ONCE = 500  # values in one question


def digest(text: str) -> str:
    """What sentences of the same characters have in common."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


class Writer:
    """The database while it is made. What stands inside `together` is kept whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        with self._told():
            self._connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection.execute("PRAGMA synchronous = NORMAL")
            if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                with self.together():
                    for table in _SCHEMA:
                        self._connection.execute(table)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        with self._told():
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def counts(self) -> tuple[int, int]:
        """Sentences and words that are there."""
        with self._told():
            count = self._connection.execute("SELECT (SELECT count(*) FROM sentences), (SELECT count(*) FROM words)")
            sentences, words = count.fetchone()
        return sentences, words

    def add(self, sentences: Iterable[CorpusSentence], words: Iterable[CorpusWord]) -> None:
        """Whole sentences with their words, inside `together`."""
        self._connection.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_SENTENCE_VALUES, sentences)
        )
        self._connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_WORD_VALUES, words)
        )

    def take(self, source: int, texts: int, done: bool, facts: str) -> None:
        """So many texts of a source are in, inside `together`; `done`: all that it has."""
        self._connection.execute("REPLACE INTO taken VALUES (?, ?, ?, ?)", (source, texts, done, facts))

    def taken(self, source: int) -> tuple[int, bool, str] | None:
        """What `take` was told last of a source."""
        with self._told():
            found = self._connection.execute("SELECT texts, done, facts FROM taken WHERE source = ?", (source,))
            line = found.fetchone()
        return None if line is None else (line[0], bool(line[1]), line[2])

    def select(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The lines that answer a question."""
        with self._told():
            yield from self._connection.execute(query, values)

    def index(self) -> None:
        """What finds words and sentences quickly, made when all of them are there."""
        with self._told():
            self._connection.execute("CREATE INDEX IF NOT EXISTS words_form ON words(form)")
            self._connection.execute("CREATE INDEX IF NOT EXISTS sentences_digest ON sentences(digest)")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ExegesisError(f"cannot write {str(self._path)!r}: {error}.") from error


class DatabaseReader:
    """The database of a whole corpus, read-only, from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        self._of_thread = local()
        held = {text for (text,) in self.select("SELECT sql FROM sqlite_master WHERE type = 'table'")}
        if held != set(_SCHEMA):
            raise InputError(f"{str(self._path)!r} is no database of a corpus.")

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The lines that answer a question of SQL; `InputError` where the file cannot be read."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise InputError(f"cannot read {str(self._path)!r}: {error}.") from None

    def sentences(self, ids: Sequence[int]) -> list[CorpusSentence]:
        """The sentences of these ids, in their order."""
        return [CorpusSentence(*line) for line in self._among("sentences", _SENTENCE, ids)]

    def words(self, rows: Sequence[int]) -> list[CorpusWord]:
        """The words of these rows, in their order."""
        return [CorpusWord(*line) for line in self._among("words", _WORD, rows)]

    def _among(self, table: str, columns: str, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        wanted = [int(one) for one in ids]
        found: dict[int, tuple[Any, ...]] = {}
        different = list(dict.fromkeys(wanted))
        for start in range(0, len(different), _AT_ONCE):
            part = different[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            lines = self.select(f"SELECT {columns} FROM {table} WHERE id IN ({marks})", *part)
            found.update({line[0]: line for line in lines})
        for one in wanted:
            if one not in found:
                raise InputError(f"{table.removesuffix('s')} {one} is not there; they are counted from 0.")
            yield found[one]

    @property
    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if known is None:
            # Nobody writes a whole corpus, so no locks are taken, and it may stand where nothing can be written.
            place = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            known = self._of_thread.connection = sqlite3.connect(place, uri=True)
            known.execute("PRAGMA trusted_schema = OFF")  # the file may be a stranger's
        return known
