"""Rows of a table file: .jsonl, .csv, .tsv (each plain or .gz), every row with the place it stands at."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.errors import InputError

_KINDS = (".jsonl", ".csv", ".tsv")


@dataclass(frozen=True)
class TableRow:
    """The fields of one row by column, and where it stands, such as "train.csv, line 3"."""

    fields: dict[str, Any]
    where: str


def kind_of(path: Path | str) -> str:
    """The end of the name that tells the format, without ".gz"."""
    return Path(Path(path).name.removesuffix(".gz")).suffix.lower()


def read_table(path: Path | str) -> list[TableRow]:
    """All rows of the file. Raises `InputError` for another format, no rows, bad JSON, or a row of too few fields."""
    path = Path(path)
    if kind_of(path) not in _KINDS:
        raise InputError(f"cannot tell the format of {path.name!r}; its name must end in {', '.join(_KINDS)} (or .gz).")
    text = text_of_file(path)
    rows = list(_json_lines(path.name, text) if kind_of(path) == ".jsonl" else _separated(path, text))
    if not rows:
        raise InputError(f"{path.name} holds no row.")
    return rows


def text_of_file(path: Path | str) -> str:
    """The file as text, unpacked where it is packed; UTF-8, a byte order mark aside."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"there is no file {str(path)!r}.")
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 (byte {error.start}); convert it first.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path.name} cannot be read: {error}.") from None


def _json_lines(name: str, text: str) -> Iterator[TableRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(f"{where}: not JSON; each line must be an object.") from None
        if not isinstance(fields, dict):
            raise InputError(f"{where}: not an object; each line must be one, with named fields.")
        yield TableRow(fields, where)


def _separated(path: Path, text: str) -> Iterator[TableRow]:
    """Quoted fields may span lines in .csv; in .tsv a quotation mark is a letter like any other."""
    quoting: dict[str, Any] = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if kind_of(path) == ".tsv" else {}
    csv.field_size_limit(2**27)
    reader = csv.reader(io.StringIO(text, newline=""), **quoting)
    try:
        heading = next(reader, [])
        for cells in reader:
            if not cells:
                continue
            where = f"{path.name}, line {reader.line_num}"
            if len(cells) != len(heading):
                raise InputError(f"{where}: {len(cells)} fields, where the heading names {len(heading)}.")
            yield TableRow(dict(zip(heading, cells, strict=True)), where)
    except csv.Error as error:
        raise InputError(f"{path.name}, line {reader.line_num}: {error}.") from None
