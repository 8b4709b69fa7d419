"""The rows of a Parquet file, read by pyarrow, a batch at a time; and pyarrow itself, for those who write."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text_files import opened

_ROWS = 1024  # read at a time


def arrow(doing: str) -> tuple[Any, Any]:
    """pyarrow and its Parquet; `UnsupportedError` without it, for `doing` ("reading", "writing")."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UnsupportedError(f"{doing} Parquet needs pyarrow; run: pip install 'exegesis[distill]'.") from None
    return pyarrow, pyarrow.parquet


def parquet_rows(path: Path, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """Every row by column; of `columns` alone where some are named, which must be there.

    Raises `UnsupportedError` without pyarrow, `InputError` for a file that cannot be read.
    """
    pa, pq = arrow("reading")
    number = 0
    try:
        with opened(path) as file, _seekable(file) as place, pq.ParquetFile(place) as table:
            _check(path, table.schema_arrow.names, columns or ())
            for batch in table.iter_batches(batch_size=_ROWS, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield row
    except (pa.ArrowException, UnicodeDecodeError) as error:
        first = (str(error).strip().splitlines() or ["damaged"])[0]
        raise InputError(f"cannot read {path.name} after row {number}: {first}") from None


def _check(path: Path, names: Sequence[str], columns: Sequence[str]) -> None:
    missing = next((column for column in columns if column not in names), None)
    if missing is not None:
        raise InputError(f"{path.name} has no column {missing!r}; it has {', '.join(names[:8])}.")


@contextmanager
def _seekable(file: Any) -> Iterator[Any]:
    """The file itself, or what a packed one holds in a temporary one: Parquet is read from its end."""
    if not isinstance(file, gzip.GzipFile):
        yield file
        return
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(file, whole)
        whole.seek(0)
        yield whole
