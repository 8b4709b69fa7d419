"""`exegesis explain --row` and `--row-id`: one row of a table, and a model of tables."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from exegesis.cli.asked_inputs import AskedInput
from exegesis.cli.reading import pairs_of
from exegesis.core.errors import InputError, shown

if TYPE_CHECKING:
    from exegesis.adapters.base import Model
    from exegesis.data.table_row import TableRow


@dataclass(frozen=True)
class AskedRow(AskedInput):
    """The row as it is said: its cells (`row`), or a file and the row's number in it, from 1; and the background."""

    kind: ClassVar[str] = "table"

    row: str | None
    data: Path | None
    row_id: int | None
    background: Path | None
    label_column: str | None

    @classmethod
    def of(
        cls, row: str | None, data: Path | None, row_id: int | None, background: Path | None, label_column: str | None
    ) -> "AskedRow | None":
        """None where no row is said; `InputError` for options that do not go together."""
        if row is None and row_id is None:
            if background is not None:
                raise InputError("--background is for rows of tables: give --row, or --data FILE and --row-id N.")
            return None
        if row is not None and row_id is not None:
            raise InputError("give --row or --row-id, not both.")
        if row is not None and data is not None:
            raise InputError("give --row or --data, not both; for a row of the file there is --row-id.")
        if row_id is not None and data is None:
            raise InputError("--row-id is the number of a row of --data FILE; give that too.")
        if row_id is not None and row_id < 1:
            raise InputError(f"--row-id counts from 1, so it cannot be {row_id}.")
        return cls(row, data, row_id, background, label_column)

    @property
    def files(self) -> tuple[Path | None, ...]:
        """What is read, and must not be written over."""
        return self.data, self.background

    def loaded(self, source: str) -> "Model":
        """The model, with its background where one is given; `InputError` where it reads no tables."""
        from exegesis import api
        from exegesis.adapters.tables import table_model
        from exegesis.data.table_files import frame_of

        if self.background is None:
            model = api.load(source)
            if model.reads != "table":
                raise InputError(
                    f"{model.name} reads {model.reads}s; for a row of a table name a model of such rows (--model "
                    "module:name) and rows like those that it was trained on: --background FILE.csv."
                )
            return table_model(model)
        without = self.label_column if self.data is None or _has(self.background, self.label_column) else None
        return api.load(source, background=frame_of(self.background, without))

    def given(self, model: "Model") -> "tuple[TableRow, str | None]":
        """The row, and what is true of it where its file says so."""
        from exegesis.adapters.tables import table_model
        from exegesis.data.table_files import row_of_texts

        cells = dict(self._cells())
        truth = None if self.label_column is None or self.data is None else cells.pop(self.label_column, None)
        return row_of_texts(table_model(model).background.form, cells), None if truth in (None, "") else str(truth)

    def _cells(self) -> Mapping[str, Any]:
        if self.row is not None:
            return cells_of(self.row)
        from exegesis.core.tables import BadRow, rows

        assert self.data is not None  # which `of` has made sure of
        assert self.row_id is not None
        found = next(islice(rows(self.data), self.row_id - 1, None), None)
        if found is None:
            raise InputError(f"{self.data.name} has fewer than {self.row_id:,} rows.")
        if isinstance(found, BadRow):
            raise found
        if self.label_column is not None and self.label_column not in found.fields:
            raise InputError(f"{found.where}: no column {shown(self.label_column)}.")
        return found.fields


def cells_of(row: str) -> dict[str, str]:
    """The cells of "age=39,job=cook"; one with a comma in it stands in double quotes, name and all."""
    try:
        (pairs,) = csv.reader([row], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        raise InputError(f"--row takes NAME=VALUE,NAME=VALUE on one line, not {shown(row)}.") from None
    return pairs_of("--row", [pair.strip() for pair in pairs], "NAME=VALUE,NAME=VALUE")


def _has(path: Path, column: str | None) -> bool:
    """Whether a file of rows has the column."""
    from exegesis.core.tables import BadRow, rows

    first = next(rows(path), None)
    return column is not None and first is not None and not isinstance(first, BadRow) and column in first.fields
