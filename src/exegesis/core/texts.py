"""Texts, and labels where there are any, of a file of rows.

Every bad row is named by its line. Nothing is dropped unless asked for, and then it is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.tables import AnyRow, BadRow, Row, rows
from exegesis.core.text import check_text


@dataclass(frozen=True)
class Texts:
    """What a file held. `labels` None: no row has one. `places` names the line of each text.

    `others`: the other columns, where they are asked for; None where a row lacks one.
    """

    texts: tuple[str, ...]
    labels: tuple[str | None, ...] | None
    places: tuple[str, ...]
    skipped: int
    others: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """Names of the columns; `label` None: a column called "label" is taken where there is one."""

    text: str = "text"
    label: str | None = None


def read_texts(
    path: Path,
    columns: Columns | None = None,
    limit: int | None = None,
    skip_bad: bool = False,
    others: bool = False,
) -> Texts:
    """The texts of a file, of the first `limit` rows; `InputError` names the first bad row, or the missing column.

    `others`: keep the other columns too.
    """
    chosen = columns or Columns()
    if limit is not None:
        check_count("limit", limit)
    found: list[tuple[str, str | None, str]] = []
    beside = _OtherColumns(chosen)
    skipped = 0
    for row in islice(rows(path, chosen.text), limit):
        text = _text(row, chosen)
        if not isinstance(text, BadRow):
            found.append(text)
            if others and isinstance(row, Row):
                beside.add(row.fields)
        elif not skip_bad or text.is_encoding:
            raise text if text.is_encoding else InputError(f"{text} Mend it, or leave bad rows out with --skip-bad.")
        else:
            skipped += 1
    if not found:
        raise InputError(f"{path.name} holds no text{f' but {skipped} bad rows' if skipped else ''}.")
    labels = tuple(label for _, label, _ in found)
    known = None if all(label is None for label in labels) else labels
    return Texts(
        tuple(text for text, _, _ in found), known, tuple(place for _, _, place in found), skipped, beside.cells
    )


class _OtherColumns:
    """The columns beside text and label, cell by cell; a row that lacks one has None there."""

    def __init__(self, columns: Columns) -> None:
        self.cells: dict[str, list[Any]] = {}
        self._own = (columns.text, columns.label or "label")
        self._rows = 0

    def add(self, fields: Mapping[str, Any]) -> None:
        """One row more."""
        for name in fields:
            if name not in self._own:
                self.cells.setdefault(str(name), [None] * self._rows)
        for name, cells in self.cells.items():
            cells.append(fields.get(name))
        self._rows += 1


def label_of(row: Row, column: str, numbers: bool = False) -> str | None:
    """The label of a row as its file has it; None where it is empty or missing. Raises `BadRow` for what is no name.

    `numbers`: one that is not whole is a label too, as a regression has them.
    """
    label = row.fields.get(column)
    if isinstance(label, bool):
        label = int(label)
    if isinstance(label, float) and label.is_integer():  # as a Parquet column with a gap in it holds whole numbers
        label = int(label)
    if not isinstance(label, str | int | None) and not (numbers and isinstance(label, float)):
        kind = "number" if numbers else "whole number"
        raise BadRow(row.where, f"the label must be a name or a {kind}, not {label!r:.40}.")
    return None if label in (None, "") else str(label)


def _text(row: AnyRow, columns: Columns) -> tuple[str, str | None, str] | BadRow:
    """A text with its label and place, or what is wrong with the row."""
    if isinstance(row, BadRow):
        return row
    for column in (columns.text, columns.label):
        if column is not None and column not in row.fields:
            raise InputError(f"{row.where}: {unknown('column', column, [str(name) for name in row.fields])}")
    try:
        return check_text(row.fields[columns.text]), label_of(row, columns.label or "label"), row.where
    except BadRow as error:
        return error
    except InputError as error:
        return BadRow(row.where, str(error))
