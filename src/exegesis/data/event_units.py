"""Units of a sequence of events: events, columns, single cells, and what is left over of each; as a map of its cells.

A unit's place says which cells are its own, where those of several overlap: a cell before all; then the events of the
past, taken as one; then what is left of a single event, of a column; last what is left of everything.
"""

from collections.abc import Sequence

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.data.place import Column, Item, Stretch
from exegesis.data.records import Unit


def map_of(units: Sequence[Unit], events: int, columns: int) -> Integers:
    """(events, columns): the number of each cell's unit; `InputError` for units of anything else, or without a cell."""
    found = np.full((events, columns), -1, dtype=np.int64)
    for index in sorted(range(len(units)), key=lambda index: _order(units[index], events)):
        rows, across = _cells(units[index], events, columns)
        if rows.stop > events or across.stop > columns:
            raise InputError(f"the unit {units[index].text!r} reaches beyond {events} events of {columns} columns.")
        found[rows, across] = index
    lost = set(range(len(units))) - set(np.unique(found).tolist())
    if lost:
        raise InputError(f"the unit {units[min(lost)].text!r} has no cell of its own in this sequence.")
    return found


def past_of(units: Sequence[Unit], events: int) -> int:
    """How many of the first of so many events are one unit; 0 where none are."""
    counts = [unit.at.count for unit in units if isinstance(unit.at, Item) and unit.at.item == 0]
    return max((count for count in counts if 1 < count < events), default=0)


def _order(unit: Unit, events: int) -> int:
    match unit.at:
        case Item(_, count) if count == events:
            return 0
        case Column():
            return 1
        case Item(_, 1):
            return 2
        case Item():
            return 3
        case Stretch():
            return 4
    raise InputError(f"the unit {unit.text!r} is no part of a sequence of events.")


def _cells(unit: Unit, events: int, columns: int) -> tuple[slice, slice]:
    """Rows and columns."""
    match unit.at:
        case Item(first, count):
            return slice(first, first + count), slice(0, columns)
        case Stretch(column, start, stop):
            return slice(start, stop), slice(column, column + 1)
        case Column(column):
            return slice(0, events), slice(column, column + 1)
    raise InputError(f"the unit {unit.text!r} is no part of a sequence of events.")
