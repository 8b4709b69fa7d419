"""The schema of a table guessed of its background, and corrected by who knows better.

- A column of one value is constant, and so is one that is missing throughout.
- Numbers are numeric, but for columns of 0 and 1 alone, which are categories: between them no row is possible.
- Texts, true and false, and a Categorical of pandas are categories; an ordered Categorical is ordinal.
- Columns of 0 and 1 with the beginning of their names in common (up to one of _ = : . | - or a blank), of which in
  every row exactly one is 1, are one group of one-hots; three or more also where some rows have none of them, as
  one-hots of missing cells do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats
from exegesis.data.table_cells import CellCodes
from exegesis.data.table_form import TableForm
from exegesis.data.table_row import Cell, cell
from exegesis.data.table_schema import COLUMN_KINDS, TableColumn, TableSchema

_EVIDENCE = 3  # columns that exclude one another in all rows hardly do so by chance
_SEPARATOR = re.compile(r"[_=:.|\- ]+")
# A kind by its name; ordinal categories in their order; the columns of a group by its name; a column of another schema.
ColumnWish: TypeAlias = str | Sequence[Any] | TableColumn | Mapping[str, Sequence[str]]


def guessed(form: TableForm, codes: Floats) -> TableSchema:
    """Of background rows (N, columns)."""
    groups = _one_hots(form, codes)
    member = {name: group for group in groups for name in group.columns}
    found: list[TableColumn] = []
    for column, values in zip(form.columns, codes.T, strict=True):
        group = member.get(column.name)
        if group is None:
            found.append(_of_kind(column, values, _kind(column, values)))
        elif group not in found:
            found.append(group)
    return TableSchema(tuple(found))


def corrected(
    schema: TableSchema, form: TableForm, codes: Floats, wishes: Mapping[str, ColumnWish] | TableSchema
) -> TableSchema:
    """The schema with what the caller says of columns: {"age": "numeric", "grade": ["low", "high"]}.

    A list is the categories of an ordinal column, in their order; {"columns": [...]} are the columns of a group of
    one-hots, under the group's name; a `TableColumn` is taken as it is. A group is taken apart where a kind is said of
    one of its columns. `InputError` for unknown columns, and for what does not fit the background.
    """
    if isinstance(wishes, TableSchema):
        _check_all(wishes, form)
        return wishes
    if not isinstance(wishes, Mapping):
        raise InputError(f"schema must be a dict of columns or a TableSchema, not {type(wishes).__name__}.")
    columns = list(schema.columns)
    for name, wish in wishes.items():
        new = _wished(str(name), wish, schema, form, codes)
        columns = _with(columns, new, form, codes)
    made = TableSchema(tuple(columns))
    _check_all(made, form)
    return made


def _kind(column: CellCodes, values: Floats) -> str:
    distinct = np.unique(values[~np.isnan(values)])
    if len(distinct) < 1 or (len(distinct) == 1 and not np.isnan(values).any()):
        return "constant"
    if column.levels is not None:
        return "ordinal" if column.is_ordered else "categorical"
    return "categorical" if set(distinct.tolist()) <= {0.0, 1.0} else "numeric"


def _of_kind(column: CellCodes, values: Floats, kind: str) -> TableColumn:
    """The column as of a kind, with its range or its categories in the background."""
    present = np.unique(values[~np.isnan(values)])
    missing = bool(np.isnan(values).any())
    numbers = column.levels is None and len(present) > 0
    made = TableColumn(column.name, kind, (column.name,), is_whole=column.is_whole or _whole(present), missing=missing)
    if kind == "numeric" and column.levels is not None:
        raise InputError(f"column {shown(column.name)} holds no numbers, so it cannot be numeric.")
    if numbers and (kind == "numeric" or (kind == "constant" and len(present) > 1)):
        return replace(made, low=float(present.min()), high=float(present.max()))
    if column.levels is not None:
        made = replace(made, is_whole=False)
        listed = column.levels.values if column.levels.is_closed else sorted(map(column.cell, present), key=_order)
        return replace(made, categories=tuple(listed))
    return replace(made, categories=tuple(map(column.cell, present)))


def _whole(present: Floats) -> bool:
    return len(present) > 0 and bool((present == np.floor(present)).all())


def _order(value: Cell) -> tuple[str, Any]:
    """Values of one type in their own order, types apart."""
    return type(value).__name__, value


# -- one-hot groups ---------------------------------------------------------------------------------------------------


def _one_hots(form: TableForm, codes: Floats) -> list[TableColumn]:
    """The groups, those of most columns first; no column is in two."""
    is_binary = np.array([column.levels is None or column.only is bool for column in form.columns])
    ones = np.stack([_ones(column, values) for column, values in zip(form.columns, codes.T, strict=True)], axis=1)
    is_binary &= ~np.isnan(ones).any(axis=0)
    by_prefix: dict[str, list[int]] = {}
    for place in np.flatnonzero(is_binary).tolist():
        name = form.names[place]
        for separator in _SEPARATOR.finditer(name):
            if separator.start() > 0 and separator.end() < len(name):
                by_prefix.setdefault(name[: separator.end()], []).append(place)
    taken: set[int] = set()
    found = []
    for prefix, places in sorted(by_prefix.items(), key=lambda item: (-len(item[1]), -len(item[0]))):
        if not taken & set(places) and _is_one_hot(ones[:, places]):
            taken |= set(places)
            name = prefix.rstrip("_=:.|- ")
            name = prefix if name in form.names else name
            none = bool((ones[:, places].sum(axis=1) == 0).any())
            found.append(_group(name, [form.names[place] for place in places], len(prefix), none))
    return found


def _is_one_hot(ones: Floats) -> bool:
    """Of (N, k) zeros and ones; columns of one value may be among them, but not alone."""
    sums, varied = ones.sum(axis=1), int(((ones.mean(axis=0) > 0) & (ones.mean(axis=0) < 1)).sum())
    if varied < 2 or (sums > 1).any():
        return False
    return bool((sums == 1).all()) or (varied >= _EVIDENCE and sums.mean() >= 0.5)


def _ones(column: CellCodes, values: Floats) -> Floats:
    """1 and 0 as they are, or as true and false say; NaN for all else."""
    if column.levels is None:
        return np.where(np.isin(values, (0.0, 1.0)), values, np.nan)
    if column.only is not bool:
        return np.full(len(values), np.nan)
    of_level = np.array([*(float(bool(one)) for one in column.levels.values), np.nan])
    return np.asarray(of_level[np.where(np.isnan(values), -1, values).astype(int)])


def _group(name: str, columns: Sequence[str], cut: int, missing: bool) -> TableColumn:
    categories = tuple(column[cut:] for column in columns)
    return TableColumn(name, "one-hot", tuple(columns), categories, is_whole=True, missing=missing)


def _common(names: Sequence[str]) -> int:
    """How many characters the names begin with in common, to the last mark between words."""
    count = next((at for at, letters in enumerate(zip(*names, strict=False)) if len(set(letters)) > 1), 0)
    ends = [mark.end() for mark in _SEPARATOR.finditer(names[0][:count])]
    return ends[-1] if ends else 0


# -- corrections ------------------------------------------------------------------------------------------------------


def _wished(name: str, wish: ColumnWish, schema: TableSchema, form: TableForm, codes: Floats) -> TableColumn:
    if isinstance(wish, TableColumn):
        return replace(wish, name=name)
    if isinstance(wish, Mapping):
        if set(wish) != {"columns"}:
            raise InputError(f"the group {shown(name)} is said by its columns, as {{'columns': [...]}}.")
        return _wished_group(name, [str(one) for one in wish["columns"]], form, codes)
    if name not in form.places:
        group = next((one for one in schema if one.name == name), None)
        if group is not None and wish == group.kind:
            return group
        raise unknown("column of the schema", name, form.names)
    column, values = form.columns[form.places[name]], codes[:, form.places[name]]
    if isinstance(wish, str):
        if wish == "one-hot":
            raise InputError(
                f"a group of one-hots is said by its columns: schema={{'name': {{'columns': [{name!r}, ...]}}}}."
            )
        if wish not in COLUMN_KINDS:
            raise unknown(f"kind of column for {shown(name)}", wish, COLUMN_KINDS)
        if wish == "ordinal" and column.levels is not None and not column.is_ordered:
            raise InputError(
                f"give the categories of {shown(name)} in their order: schema={{{name!r}: ['low', 'high']}}."
            )
        return _of_kind(column, values, wish)
    return _wished_order(column, values, [cell(one, name) for one in wish])


def _wished_order(column: CellCodes, values: Floats, order: list[Cell]) -> TableColumn:
    made = _of_kind(column, values, "ordinal")
    lacking = [one for one in made.categories if one not in order]
    if len(set(order)) < len(order) or len(order) < 2:
        raise InputError(f"the categories of {shown(column.name)} must be two or more, each once.")
    if lacking and not (column.levels is not None and column.levels.is_closed):
        raise InputError(
            f"the background has {shown(lacking[0])} in column {shown(column.name)}, which the order given lacks."
        )
    return replace(made, categories=tuple(order))


def _wished_group(name: str, columns: list[str], form: TableForm, codes: Floats) -> TableColumn:
    for one in columns:
        if one not in form.places:
            raise unknown("column of the schema", one, form.names)
    if len(columns) < 2:
        raise InputError(f"the group {shown(name)} needs two columns or more.")
    places = [form.places[one] for one in columns]
    ones = np.stack([_ones(form.columns[place], codes[:, place]) for place in places], axis=1)
    sums = ones.sum(axis=1)
    off = np.flatnonzero(~(sums <= 1))
    if len(off):
        raise InputError(
            f"the group {shown(name)} is none of one-hots: in row {int(off[0])} of the background more than one of "
            f"{', '.join(columns[:4])} is 1, or one is neither 0 nor 1."
        )
    return _group(name, columns, _common(columns), bool((sums == 0).any()))


def _with(columns: list[TableColumn], new: TableColumn, form: TableForm, codes: Floats) -> list[TableColumn]:
    """The columns with a new one in the place of those whose cells it has; what is left of a group stands alone."""
    found: list[TableColumn] = []
    for one in columns:
        if not set(one.columns) & set(new.columns):
            found.append(one)
            continue
        if new not in found:
            found.append(new)
        for rest in one.columns:
            if rest not in new.columns:
                values = codes[:, form.places[rest]]
                found.append(
                    _of_kind(form.columns[form.places[rest]], values, _kind(form.columns[form.places[rest]], values))
                )
    return found


def _check_all(schema: TableSchema, form: TableForm) -> None:
    """`InputError` where the schema has not exactly the columns of the background."""
    lacking = [name for name in form.names if name not in schema.names]
    more = [name for name in schema.names if name not in form.places]
    if lacking or more:
        said = f"lacks {shown(lacking[0])}" if lacking else f"has {shown(more[0])}, which the background has not"
        raise InputError(f"the schema {said}.")
