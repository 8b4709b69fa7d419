"""Slices by the other columns of the rows: categories each, numbers in quarters."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats
from exegesis.data.table_background import TableBackground
from exegesis.data.table_row import said
from exegesis.data.table_schema import TableColumn
from exegesis.slices.predicates.base import Predicate, PredicateKind, Sliced
from exegesis.slices.predicates.numbers import SIGNS, compared, plain, quarters, thresholds


class ByColumn(PredicateKind):
    """Every column of few different values, or of numbers."""

    name: ClassVar[str] = "column"
    about: ClassVar[str] = "another column of the rows"
    form: ClassVar[str] = "NAME=VALUE"
    needs: ClassVar[str] = "columns"
    is_usual: ClassVar[bool] = True
    is_searched: ClassVar[bool] = True

    def parts(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        yield from self._each(sliced, which, is_search=False)

    def terms(self, sliced: Sliced, which: str = "") -> Iterator[Predicate]:
        yield from self._each(sliced, which, is_search=True)

    def named(self, sliced: Sliced, given: str) -> Predicate:
        found = compared(given)
        if found is not None and self._known(sliced, found[0]).is_number:
            name, sign, number = found
            numbers = _numbers(_table(sliced), self._known(sliced, name))
            return Predicate(self.name, f"{name} {sign} {plain(number)}", np.asarray(SIGNS[sign](numbers, number)))
        name, equals, value = given.partition("=")
        column = self._known(sliced, name.strip())
        if not equals or column.is_number:
            raise InputError(
                f"a column is written as column:NAME=VALUE, or with < or > of numbers, not {shown(given)}."
            )
        every = {one.said.partition(" = ")[2]: one for one in _categories(_table(sliced), column)}
        if value.strip() not in every:
            raise unknown(f"value of column {name.strip()!r}", value.strip(), every)
        return every[value.strip()]

    def _each(self, sliced: Sliced, which: str, is_search: bool) -> Iterator[Predicate]:
        table = _table(sliced)
        for column in [self._known(sliced, which)] if which else table.schema:
            if column.is_number:
                cut = thresholds if is_search else quarters
                numbers = _numbers(table, column)
                for words, holds in cut(numbers, column.name):
                    yield Predicate(self.name, words, holds)
                if np.isnan(numbers).any():
                    yield Predicate(self.name, f"{column.name} = missing", np.isnan(numbers))
            elif column.kind != "constant":
                yield from _categories(table, column)

    def _known(self, sliced: Sliced, name: str) -> TableColumn:
        columns = {column.name: column for column in _table(sliced).schema}
        if name not in columns:
            raise unknown("column", name, columns)
        return columns[name]


def _table(sliced: Sliced) -> TableBackground:
    if sliced.rows.columns is None:
        raise InputError("the rows have no columns to slice by beside text and label.")
    return sliced.rows.columns


def _numbers(table: TableBackground, column: TableColumn) -> Floats:
    return np.asarray(table.codes[:, table.place(column)[0]])


def _categories(table: TableBackground, column: TableColumn) -> Iterator[Predicate]:
    places = table.place(column)
    codes = table.codes[:, places]
    if column.kind == "one-hot":
        for category, on in zip(column.categories, codes.T, strict=True):
            yield Predicate(ByColumn.name, f"{column.name} = {said(category)}", on == 1)
        return
    coded = table.form.columns[int(places[0])]
    for code in np.unique(codes[~np.isnan(codes)]).tolist():
        yield Predicate(ByColumn.name, f"{column.name} = {said(coded.cell(code))}", codes[:, 0] == code)
    if np.isnan(codes).any():
        yield Predicate(ByColumn.name, f"{column.name} = missing", np.isnan(codes[:, 0]))
