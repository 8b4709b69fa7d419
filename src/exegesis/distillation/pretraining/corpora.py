"""Text to learn from, one at a time: text files by line, JSON lines, Parquet, or a `datasets.Dataset`.

Nothing is held in memory but the line or the batch of rows being read.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from exegesis.distillation.artifacts import sha256
from exegesis.errors import InputError, UnsupportedError

_ROWS = 1024  # of a Parquet file, read at a time


class Text(NamedTuple):
    """A text and where it stands, for messages: file and line or row."""

    text: str
    where: str


class Corpus(Protocol):
    """Texts in a fixed order, and a digest that changes with them."""

    def texts(self) -> Iterator[Text]:
        """Each text in turn. Raises `InputError` naming file and line where one cannot be read."""

    def digest(self) -> str:
        """Hexadecimal digits of all that the texts depend on."""

    def name(self) -> str:
        """The corpus in words."""


@dataclass(frozen=True)
class Files:
    """Files of text; `field` is the column of the text in JSON lines and Parquet. A text file's lines are its texts."""

    paths: tuple[Path, ...]
    field: str = "text"

    def __post_init__(self) -> None:
        if not self.paths:
            raise InputError("no corpus given; name at least one file.")
        for path in self.paths:
            if not path.is_file():
                raise InputError(f"no file {str(path)!r}; a corpus is text, .jsonl or .parquet files.")

    def texts(self) -> Iterator[Text]:
        """File by file, in the order given."""
        for path in self.paths:
            yield from _reader(path)(path, self.field)

    def digest(self) -> str:
        """From the files' contents, kinds and the field; not from their names or places."""
        try:
            parts = [[sha256(path), _reader(path).__name__] for path in self.paths]
        except OSError as error:
            raise InputError(f"cannot read the corpus: {error.filename}: {error.strerror}.") from error
        return hashlib.sha256(json.dumps([parts, self.field]).encode()).hexdigest()

    def name(self) -> str:
        """The names of the files."""
        return ", ".join(path.name for path in self.paths)


@dataclass(frozen=True)
class Rows:
    """A `datasets.Dataset` (or any collection of rows by name with a `_fingerprint`), read row by row."""

    dataset: Any
    field: str = "text"

    def texts(self) -> Iterator[Text]:
        """In the data set's own order."""
        for number, row in enumerate(self.dataset):
            yield Text(_checked(row, self.field, f"row {number}"), f"row {number}")

    def digest(self) -> str:
        """From the fingerprint that `datasets` keeps of every transformation."""
        given = getattr(self.dataset, "_fingerprint", None)
        if not isinstance(given, str):
            raise UnsupportedError("this data set has no fingerprint; give a datasets.Dataset, or files.")
        return hashlib.sha256(json.dumps([given, self.field]).encode()).hexdigest()

    def name(self) -> str:
        """In words."""
        return "a data set"


def corpus_of(given: Any, field: str = "text") -> Corpus:
    """Paths (one or several), or a data set, as a corpus."""
    if isinstance(given, str | Path):
        return Files((Path(given),), field)
    if isinstance(given, Sequence) and all(isinstance(one, str | Path) for one in given):
        return Files(tuple(Path(one) for one in given), field)
    return Rows(given, field)


def _reader(path: Path) -> Any:
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines
    if path.name.endswith(".parquet"):
        return _parquet
    return _lines


def _lines(path: Path, field: str) -> Iterator[Text]:
    del field
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                where = f"{path.name}, line {number}"
                yield Text(_decoded(line, where), where)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot read {path.name}: {getattr(error, 'strerror', None) or error}.") from error


def _json_lines(path: Path, field: str) -> Iterator[Text]:
    for text, where in _lines(path, field):
        if text.strip():
            try:
                row = json.loads(text)
            except (ValueError, RecursionError):
                raise InputError(f"{where}: not JSON; each line must be an object with a {field!r}.") from None
            yield Text(_checked(row, field, where), where)


def _parquet(path: Path, field: str) -> Iterator[Text]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UnsupportedError("reading Parquet needs pyarrow; run: pip install 'exegesis[distill]'.") from None
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            if field not in file.schema_arrow.names:
                names = ", ".join(file.schema_arrow.names[:8])
                raise InputError(f"{path.name} has no column {field!r}; it has {names}. Name one with --field.")
            for batch in file.iter_batches(batch_size=_ROWS, columns=[field]):
                for value in batch.column(0).to_pylist():
                    number += 1
                    where = f"{path.name}, row {number}"
                    yield Text(_checked({field: value}, field, where), where)
    except (OSError, pa.ArrowException) as error:
        first = (str(error).strip().splitlines() or ["damaged"])[0]
        raise InputError(f"cannot read {path.name} after row {number}: {first}") from error


def _decoded(line: bytes, where: str) -> str:
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 at byte {error.start + 1} of the line.") from None


def _checked(row: Any, field: str, where: str) -> str:
    value = row.get(field) if isinstance(row, dict) else None
    if not isinstance(value, str):
        raise InputError(f"{where}: no text under {field!r}; name the field with --field.")
    return value
