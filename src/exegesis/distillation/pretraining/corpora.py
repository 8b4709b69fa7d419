"""Text to learn from, one at a time: text files by line, tables (JSON lines, Parquet, CSV), or a `datasets.Dataset`.

Nothing is held in memory but the line or the batch of rows being read.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.files import sha256
from exegesis.core.tables import KINDS, BadRow, ending, rows


class Text(NamedTuple):
    """A text and where it stands, for messages: file and line or row."""

    text: str
    where: str


class RawCorpus(Protocol):
    """Texts in a fixed order, and a digest that changes with them."""

    def texts(self) -> Iterator[Text]:
        """Each text in turn. Raises `InputError` naming file and line where one cannot be read."""

    def digest(self) -> str:
        """Hexadecimal digits of all that the texts depend on."""

    def name(self) -> str:
        """The corpus in words."""


@dataclass(frozen=True)
class FileCorpus:
    """Files of text; `column` is the column of the text in tables. A text file's lines are its texts."""

    paths: tuple[Path, ...]
    column: str = "text"

    def __post_init__(self) -> None:
        if not self.paths:
            raise InputError("no corpus given; name at least one file.")
        for path in self.paths:
            if not path.is_file():
                raise InputError(f"no file {str(path)!r}; a corpus is text, .jsonl or .parquet files.")

    def texts(self) -> Iterator[Text]:
        """File by file, in the order given."""
        for path in self.paths:
            yield from _texts(path, self.column)

    def digest(self) -> str:
        """From the files' contents, kinds and the column; not from their names or places."""
        try:
            parts = [[sha256(path), _kind(path)] for path in self.paths]
        except OSError as error:
            raise InputError(f"cannot read the corpus: {error.filename}: {error.strerror}.") from error
        return hashlib.sha256(json.dumps([parts, self.column]).encode()).hexdigest()

    def name(self) -> str:
        """The names of the files."""
        return ", ".join(path.name for path in self.paths)


@dataclass(frozen=True)
class RowCorpus:
    """A `datasets.Dataset` (or any collection of rows by name with a `_fingerprint`), read row by row."""

    dataset: Any
    column: str = "text"

    def texts(self) -> Iterator[Text]:
        """In the data set's own order."""
        for number, row in enumerate(self.dataset):
            yield Text(_checked(row, self.column, f"row {number}"), f"row {number}")

    def digest(self) -> str:
        """From the fingerprint that `datasets` keeps of every transformation."""
        given = getattr(self.dataset, "_fingerprint", None)
        if not isinstance(given, str):
            raise UnsupportedError("this data set has no fingerprint; give a datasets.Dataset, or files.")
        return hashlib.sha256(json.dumps([given, self.column]).encode()).hexdigest()

    def name(self) -> str:
        """In words."""
        return "a data set"


def corpus_of(given: Any, column: str = "text") -> RawCorpus:
    """Paths (one or several), or a data set, as a corpus."""
    if isinstance(given, str | Path):
        return FileCorpus((Path(given),), column)
    if isinstance(given, Sequence) and all(isinstance(one, str | Path) for one in given):
        return FileCorpus(tuple(Path(one) for one in given), column)
    return RowCorpus(given, column)


def _kind(path: Path) -> str:
    kind = ending(path)
    return kind if kind in KINDS else ".txt"


def _texts(path: Path, column: str) -> Iterator[Text]:
    """The texts of a file: of a table its `column`; a file of any other name has a text a line."""
    for row in rows(path, column, _kind(path), [column]):
        if isinstance(row, BadRow):
            raise row
        yield Text(_checked(row.fields, column, row.where), row.where)


def _checked(row: Any, column: str, where: str) -> str:
    value = row.get(column) if isinstance(row, Mapping) else None
    if not isinstance(value, str):
        raise InputError(f"{where}: no text under {column!r}; name its column with --text-column.")
    return value
