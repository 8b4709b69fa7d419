"""The rows of .txt, .csv, .tsv, .jsonl and .parquet files, packed by gzip or not, one after another.

Nothing is held in memory but the row being read. A row that cannot be read is a `BadRow` in its place, which names its
line; nothing is dropped or cut. Blank lines hold no row, except in .txt, where each line is one.
"""

import csv
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeAlias

from exegesis.core.errors import InputError
from exegesis.core.parquet import parquet_rows
from exegesis.core.text_files import opened_text, undecoded

KINDS = (".txt", ".csv", ".tsv", ".jsonl", ".parquet")
_LONGEST_CELL = 2**27  # characters; a longer one is a quotation mark that nobody closed
_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_LIMITING = threading.Lock()  # the csv module has one limit for the whole process


class Row(NamedTuple):
    """The fields of a row by column, and where it stands, such as "reviews.csv, line 3"."""

    where: str
    fields: Mapping[str, Any]


class BadRow(InputError):
    """A row that cannot be read; the message begins with where it stands. `is_encoding`: it has bytes of no UTF-8."""

    def __init__(self, where: str, why: str, is_encoding: bool = False) -> None:
        super().__init__(f"{where}: {why}")
        self.is_encoding = is_encoding


AnyRow: TypeAlias = Row | BadRow


def kind_of(path: Path | str) -> str:
    """The end of the name that tells the format, without ".gz"; `InputError` for one that is not read."""
    kind, name = ending(path), Path(path).name
    if kind not in KINDS:
        raise InputError(
            f"cannot tell what {name!r} holds: its name must end in {', '.join(KINDS)} (or these and .gz)."
        )
    return kind


def ending(path: Path | str) -> str:
    """The end of a name, without ".gz"; of .ndjson, which is another name for it, .jsonl."""
    kind = Path(Path(path).name.lower().removesuffix(".gz")).suffix
    return ".jsonl" if kind == ".ndjson" else kind


def rows(
    path: Path | str, text_column: str = "text", kind: str | None = None, columns: list[str] | None = None
) -> Iterator[AnyRow]:
    """Every row of the file. A line of .txt, and a JSON string as a line, is a row of `text_column` alone.

    `kind`: what the file is, where its name does not say it. `columns`: all that is needed of a Parquet file.
    Raises `InputError`, the line named, where the rest cannot be read: no such file, a heading of columns that are
    called alike, a quotation mark that is not closed.
    """
    place, kind = Path(path), kind or kind_of(path)
    if kind == ".parquet":
        for number, fields in enumerate(parquet_rows(place, columns), 1):
            yield Row(f"{place.name}, row {number}", fields)
        return
    with opened_text(place, "" if kind in _SEPARATORS else "\n") as file:
        if kind in _SEPARATORS:
            yield from _cell_rows(place.name, kind, file)
            return
        read = _line_row if kind == ".txt" else _json_row
        for number, line in enumerate(file, 1):
            if kind == ".txt" or line.strip():
                yield read(f"{place.name}, line {number}", line.rstrip("\r\n"), text_column)


def every_row(path: Path | str) -> list[Row]:
    """All rows, where one that is bad is an error of the whole file, and so is a file of none."""
    found: list[Row] = []
    for row in rows(path):
        if isinstance(row, BadRow):
            raise row
        found.append(row)
    if not found:
        raise InputError(f"{Path(path).name} holds no row.")
    return found


def _line_row(where: str, line: str, text_column: str) -> AnyRow:
    fault = undecoded(line)
    return BadRow(where, fault, is_encoding=True) if fault else Row(where, {text_column: line})


def _json_row(where: str, line: str, text_column: str) -> AnyRow:
    fault = undecoded(line)
    if fault:
        return BadRow(where, fault, is_encoding=True)
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadRow(where, f"not JSON: {error}.")
    if isinstance(data, str):
        return Row(where, {text_column: data})
    if not isinstance(data, dict):
        return BadRow(where, f"not a JSON object with names, but {type(data).__name__}.")
    return Row(where, data)


# -- cells ------------------------------------------------------------------------------------------------------------


def _cell_rows(name: str, kind: str, file: TextIO) -> Iterator[AnyRow]:
    """Quoted fields may span lines in .csv; in .tsv a quotation mark is a letter like any other."""
    quoting: dict[str, Any] = {"quoting": csv.QUOTE_NONE} if kind == ".tsv" else {"strict": True}
    reader = csv.reader(file, delimiter=_SEPARATORS[kind], **quoting)
    heading = _next(name, reader, 1) or []
    _check_heading(name, heading)
    while True:
        line = reader.line_num + 1
        cells = _next(name, reader, line)
        if cells is None:
            return
        if cells:
            yield _cell_row(f"{name}, line {line}", kind, heading, cells)


def _cell_row(where: str, kind: str, heading: list[str], cells: list[str]) -> AnyRow:
    fault = undecoded("\n".join(cells))
    if fault:
        return BadRow(where, fault, is_encoding=True)
    if len(cells) != len(heading):
        more = "; quote texts with commas." if kind == ".csv" and len(cells) > len(heading) else "."
        return BadRow(where, f"the row has {len(cells)} fields, the header {len(heading)}{more}")
    if kind == ".tsv" and any(map(_is_quoted, cells)):
        return BadRow(where, "a field is quoted as in .csv; in .tsv a quotation mark is a letter: write it as .csv.")
    return Row(where, dict(zip(heading, cells, strict=True)))


def _is_quoted(cell: str) -> bool:
    """Whether a cell can only be one that a writer of .csv has quoted: quotes around, and doubled ones within."""
    inner = cell[1:-1]
    return len(cell) > 3 and cell[0] == cell[-1] == '"' and '""' in inner and '"' not in inner.replace('""', "")


def _next(name: str, reader: Any, line: int) -> list[str] | None:
    """The next cells, None at the end. The csv module's limit of a cell is Python's, not the file's."""
    with _LIMITING:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            cells: list[str] | None = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{name}, line {line}: {_told(str(error), reader.line_num)}") from None
        finally:
            csv.field_size_limit(before)
    return cells


def _told(error: str, line: int) -> str:
    if "unexpected end of data" in error or "field limit" in error:
        return "a quotation mark that is opened here is never closed."
    return f"the row that begins here is not CSV (at line {line}: {error}); quotes within quotes are doubled."


def _check_heading(name: str, heading: list[str]) -> None:
    fault = undecoded(",".join(heading))
    if fault:
        raise InputError(f"{name}, line 1: {fault}")
    twice = next((column for column in heading if column and heading.count(column) > 1), None)
    if twice is not None:
        raise InputError(f"{name} has several columns called {twice!r}; rename one.")
