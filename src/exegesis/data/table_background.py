"""Background rows of a table: what an absent column takes its value from, and what a sampler draws from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.data.table_form import TableForm
from exegesis.data.table_frames import form_of
from exegesis.data.table_guess import ColumnWish, corrected, guessed
from exegesis.data.table_schema import TableColumn, TableSchema


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
