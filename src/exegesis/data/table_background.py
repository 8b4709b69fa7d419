"""Background rows of a table: what an absent column takes its value from, and what a sampler draws from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.data.table_form import TableForm
from exegesis.data.table_frames import form_of
from exegesis.data.table_guess import ColumnWish, corrected, guessed
from exegesis.data.table_schema import TableColumn, TableSchema

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, eq=False)
class TableBackground:
    """The rows as codes (N, columns of the frame), read-only, with the form that they came in and their schema."""

    form: TableForm
    schema: TableSchema
    codes: Floats

    @classmethod
    def of(cls, frame: Any, schema: Mapping[str, ColumnWish] | TableSchema | None = None) -> "TableBackground":
        """Of a frame, its schema guessed and then corrected; `InputError` in one line for what is none."""
        if isinstance(frame, TableBackground):
            frame, schema = frame.frame(), frame.schema if schema is None else schema
        form = form_of(frame)
        codes = form.codes(frame)
        if not len(codes):
            raise InputError("the background has no rows; give some of those that the model was trained on.")
        codes.setflags(write=False)
        found = guessed(form, codes)
        return cls(form, found if schema is None else corrected(found, form, codes, schema), codes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of names, types and cells, in hexadecimal digits."""
        found = hashlib.sha256(repr([(one.name, type(self.form).__name__) for one in self.form.columns]).encode())
        for column, codes in zip(self.form.columns, self.codes.T, strict=True):
            found.update(repr(column.levels.values if column.levels else None).encode("utf-8", "surrogatepass"))
            found.update(np.ascontiguousarray(codes).tobytes())
        return found.hexdigest()

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def places(self) -> tuple[Integers, ...]:
        """For each column of the schema where its columns stand in the codes."""
        where = self.form.places
        return tuple(np.array([where[name] for name in column.columns]) for column in self.schema)

    def place(self, column: TableColumn) -> Integers:
        """Where the columns of one of the schema stand in the codes."""
        return self.places[self.schema.columns.index(column)]

    def frame(self) -> Any:
        """All rows, in their form."""
        return self.form.frame(self.codes)

    def drawn(self, count: int) -> Integers:
        """The numbers of so many rows, drawn without a row twice, in their order; all where there are no more.

        The draw depends on the background's size alone, so that methods and seeds are compared over the same rows.
        """
        if count >= len(self):
            return np.arange(len(self))
        return np.sort(stream(0, f"background of {len(self)} rows").choice(len(self), count, replace=False))


if TYPE_CHECKING:
    Frame: TypeAlias = pandas.DataFrame | polars.DataFrame | NDArray[Any] | Mapping[str, Any] | TableBackground
else:
    Frame = object  # neither is imported for the sake of a name
