"""Tables of explanations as files, CSV and Parquet, written as their rows come and put in place when they are whole."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from exegesis.bulk.rows import UNIT, Row, columns_of, table_rows
from exegesis.core.files import whole_file
from exegesis.core.parquet import arrow
from exegesis.data.explanation_lines import ExplainedItem

_GROUP = 65_536  # rows of Parquet written at once


def csv_chunks(items: Iterable[ExplainedItem], rows: str = UNIT) -> Iterator[bytes]:
    """CSV with a heading, UTF-8, some rows at a time; None is an empty cell, a number has every digit."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns_of(rows)), lineterminator="\n")
    writer.writeheader()
    for row in table_rows(items, rows):
        writer.writerow(row)
        if text.tell() > 1 << 16:
            yield text.getvalue().encode("utf-8", "backslashreplace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "backslashreplace")


def write_csv(path: str | Path, items: Iterable[ExplainedItem], rows: str = UNIT) -> None:
    """CSV as `csv_chunks` makes it."""
    with whole_file(path) as file:
        file.writelines(csv_chunks(items, rows))


def check_parquet() -> None:
    """`UnsupportedError` where Parquet cannot be written; asked before long work."""
    arrow("writing")


def write_parquet(path: str | Path, items: Iterable[ExplainedItem], rows: str = UNIT) -> None:
    """Parquet of the same columns, typed. Raises `UnsupportedError` without pyarrow."""
    pa, pq = arrow("writing")
    kinds = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: pa.string()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns_of(rows).items()])
    with whole_file(path) as file, _writer(pq, file, schema) as writer:
        found = table_rows(items, rows)
        while group := [_encodable(row) for row in islice(found, _GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, schema))


def _writer(pq: Any, file: IO[bytes], schema: Any) -> AbstractContextManager[Any]:
    writer: AbstractContextManager[Any] = pq.ParquetWriter(file, schema)
    return writer


def _encodable(row: Row) -> Row:
    """Half a character, which an id may hold, has no UTF-8: it becomes an escape, as in CSV."""
    return {name: _escaped(value) if isinstance(value, str) else value for name, value in row.items()}


def _escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
