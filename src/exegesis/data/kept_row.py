"""The row of a table inside an explanation: its cells by column, as JSON, enough to show it and to ask again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.core.plurals import plural
from exegesis.data.keeping import Kept
from exegesis.data.place import Column
from exegesis.data.records import Unit
from exegesis.data.table_row import Cell, TableRow, said
from exegesis.data.table_schema import COLUMN_KINDS, TableSchema


@dataclass(frozen=True)
class KeptColumn:
    """A column as the schema has it, with its cells: one, or of a group of one-hots one for each of `columns`."""

    name: str
    kind: Annotated[str, OneOf(*COLUMN_KINDS)]
    columns: Annotated[tuple[str, ...], Note("Of the frame.")]
    categories: Annotated[tuple[Cell, ...], Note("Of a group of one-hots what each of its columns says; else none.")]
    cells: Annotated[tuple[Cell, ...], Limit(items=1)]

    @property
    def value(self) -> Cell:
        """The cell; of a group the category whose column is 1, None where none is."""
        if self.kind != "one-hot":
            return self.cells[0]
        chosen = [one for one, cell in zip(self.categories, self.cells, strict=True) if cell]
        return chosen[0] if len(chosen) == 1 else None


@dataclass(frozen=True)
class KeptRow(Kept):
    """The row that was explained; a unit's place is the number of its column here."""

    kind: ClassVar[str] = "table"

    columns: Annotated[tuple[KeptColumn, ...], Limit(items=1)]

    @classmethod
    def of(cls, row: TableRow, schema: TableSchema) -> "KeptRow":
        """Of a row whose cells have their names."""
        cells = dict(zip(row.names, row.cells, strict=True))
        return cls(
            tuple(
                KeptColumn(
                    column.name,
                    column.kind,
                    column.columns,
                    column.categories if column.kind == "one-hot" else (),
                    tuple(cells[name] for name in column.columns),
                )
                for column in schema
            )
        )

    @cached_property
    def input(self) -> TableRow:
        """The row, its columns in the schema's order."""
        pairs = [pair for one in self.columns for pair in zip(one.columns, one.cells, strict=True)]
        return TableRow(tuple(name for name, _ in pairs), tuple(cell for _, cell in pairs))

    @property
    def digest(self) -> str:
        return self.input.digest

    @property
    def size(self) -> str:
        return plural(len(self.columns), "column")

    def cut(self, units: Sequence[Unit]) -> Any:
        for unit in units:
            self.column(unit)
        return "column"

    def column(self, unit: Unit) -> KeptColumn:
        """The column of a unit; `InputError` where it is none of this row."""
        if not isinstance(unit.at, Column) or unit.at.column >= len(self.columns):
            raise InputError(f"the unit {unit.text!r} is no column of this row.")
        return self.columns[unit.at.column]

    def said(self, unit: Unit) -> str:
        """What the row has in the column of a unit, as a person reads it."""
        return said(self.column(unit).value)
