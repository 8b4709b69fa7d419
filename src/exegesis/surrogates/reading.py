"""Texts, and labels where there are any, from .jsonl, .csv, .tsv or .txt files (or these packed by gzip), row by row.

Every bad row is named by its line. Nothing is dropped unless asked for, and then it is counted.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from exegesis.errors import InputError, unknown
from exegesis.text import check_text

KINDS = (".jsonl", ".csv", ".tsv", ".txt")
_LONGEST_FIELD = 2**24  # characters of a cell


@dataclass(frozen=True)
class Texts:
    """What a file held. `labels` None: no row has one. `places` names the line of each text."""

    texts: tuple[str, ...]
    labels: tuple[str | None, ...] | None
    places: tuple[str, ...]
    skipped: int


@dataclass(frozen=True)
class Columns:
    """Names of the columns; `label` None: a column called "label" is taken where there is one."""

    text: str = "text"
    label: str | None = None


class _BadRow(InputError):
    """A row that can be left out."""


def read_texts(path: Path, columns: Columns | None = None, limit: int | None = None, skip_bad: bool = False) -> Texts:
    """The texts of a file, of the first `limit` rows; `InputError` names the first bad row, or the missing column."""
    kind = _kind(path)
    chosen = columns or Columns()
    found: list[tuple[str, str | None, str]] = []
    skipped = 0
    for row in islice(_rows(path, kind, chosen), limit):
        if isinstance(row, _BadRow):
            if not skip_bad:
                raise InputError(f"{row} Mend it, or leave bad rows out with --skip-bad.")
            skipped += 1
        else:
            found.append(row)
    if not found:
        raise InputError(f"{path.name} holds no text{f' but {skipped} bad rows' if skipped else ''}.")
    labels = tuple(label for _, label, _ in found)
    known = None if all(label is None for label in labels) else labels
    return Texts(tuple(text for text, _, _ in found), known, tuple(place for _, _, place in found), skipped)


def _kind(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    kind = next((kind for kind in KINDS if name.endswith(kind)), None)
    if kind is None:
        raise InputError(
            f"cannot tell what {path.name!r} is: its name must end in {', '.join(KINDS)} (or these and .gz)."
        )
    return kind


def _rows(path: Path, kind: str, columns: Columns) -> Iterator[tuple[str, str | None, str] | _BadRow]:
    readers = {".jsonl": _json_rows, ".csv": _cell_rows, ".tsv": _cell_rows, ".txt": _line_rows}
    try:
        with _opened(path) as file:
            for number, fields in readers[kind](file, kind, columns):
                yield fields if isinstance(fields, _BadRow) else _row(f"{path.name}, line {number}", fields, columns)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 (near byte {error.start}); convert it first.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{path.name} is no whole gzip file.") from None
    except csv.Error as error:
        raise InputError(f"{path.name} is no table: {error}.") from None
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or error}.") from None


def _opened(path: Path) -> TextIO:
    options: dict[str, Any] = {"encoding": "utf-8-sig", "newline": ""}
    if path.name.lower().endswith(".gz"):
        return cast(TextIO, gzip.open(path, "rt", **options))
    return cast(TextIO, path.open(**options))


def _row(where: str, fields: Mapping[str, Any] | str, columns: Columns) -> tuple[str, str | None, str] | _BadRow:
    """A text with its label and place, or what is wrong with the row."""
    if isinstance(fields, str):
        return _BadRow(f"{where}: {fields}")
    if columns.text not in fields:
        raise InputError(f"{where}: {unknown('column', columns.text, [str(name) for name in fields])}")
    if columns.label is not None and columns.label not in fields:
        raise InputError(f"{where}: {unknown('column', columns.label, [str(name) for name in fields])}")
    label = fields.get(columns.label or "label")
    if isinstance(label, bool):
        label = int(label)
    if not isinstance(label, str | int | None):
        return _BadRow(f"{where}: the label must be a name or a whole number, not {label!r:.40}.")
    try:
        return check_text(fields[columns.text]), None if label in (None, "") else str(label), where
    except InputError as error:
        return _BadRow(f"{where}: {error}")


def _json_rows(file: TextIO, kind: str, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                fields = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, f"not JSON: {error}."
                continue
            yield number, fields if isinstance(fields, dict) else "not a JSON object with names."


def _cell_rows(file: TextIO, kind: str, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader(file, delimiter="\t" if kind == ".tsv" else ",", strict=True)
        heads = next(reader, [])
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(heads):
                yield line, f"{len(cells)} cells where the heading has {len(heads)}."
            elif cells:
                yield line, dict(zip(heads, cells, strict=True))
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(before)


def _line_rows(file: TextIO, kind: str, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for number, line in enumerate(file, 1):
        yield number, {columns.text: line.rstrip("\r\n")}
