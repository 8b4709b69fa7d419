"""The rows that a report is about: texts with their labels and their other columns, read once and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.files import sha256
from exegesis.core.tables import BadRow, Row, rows
from exegesis.core.text import check_text
from exegesis.core.texts import label_of
from exegesis.reports.audit.result import AuditData

LABEL = "label"  # the column that is taken for the label where none is named


@dataclass(frozen=True)
class AuditRow:
    """One row: its number in the file (from 1), where it stands, its text and label, and its other columns."""

    number: int
    where: str
    text: str
    truth: str | None
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class AuditRows:
    """All rows, and what is said of their file."""

    path: Path
    rows: tuple[AuditRow, ...]
    data: AuditData

    @property
    def column_names(self) -> list[str]:
        """The columns that some row has, in the order first met."""
        return list(dict.fromkeys(name for row in self.rows for name in row.columns))


def read_rows(
    path: Path | str,
    text_column: str = "text",
    label_column: str | None = None,
    limit: int | None = None,
    skip_bad: bool = False,
) -> AuditRows:
    """The first `limit` rows; `InputError` names the first bad row, unless bad ones are left out, and counted."""
    if limit is not None:
        check_count("limit", limit)
    place, kept, left_out = Path(path), [], 0
    for number, row in enumerate(islice(rows(place, text_column), limit), 1):
        try:
            kept.append(_row(number, row, text_column, label_column))
        except BadRow as error:
            if not skip_bad or error.is_encoding:
                raise InputError(f"{error} Mend it, or leave bad rows out with --skip-bad.") from None
            left_out += 1
    if not kept:
        raise InputError(f"{place.name} holds no text{f' but {left_out} bad rows' if left_out else ''}.")
    labelled = sum(row.truth is not None for row in kept)
    column = label_column if label_column is not None or not labelled else LABEL
    data = AuditData(place.name, sha256(place), len(kept), labelled, left_out, text_column, column)
    return AuditRows(place, tuple(kept), data)


def _row(number: int, row: Row | BadRow, text_column: str, label_column: str | None) -> AuditRow:
    if isinstance(row, BadRow):
        raise row
    for column in (text_column, label_column):
        if column is not None and column not in row.fields:
            raise InputError(f"{row.where}: {unknown('column', column, [str(name) for name in row.fields])}")
    try:
        text = check_text(row.fields[text_column])
    except InputError as error:
        raise BadRow(row.where, str(error)) from None
    named = label_column or LABEL
    others = {str(name): value for name, value in row.fields.items() if name not in (text_column, named)}
    return AuditRow(number, row.where, text, label_of(row, named), others)
