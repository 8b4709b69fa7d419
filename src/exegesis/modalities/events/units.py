"""How a sequence of events is cut into units: its events, its columns, or cells of the strongest of both.

After TimeSHAP (Bento et al., KDD 2021, section 4): the past, where it counts for little, is one unit.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.plurals import plural
from exegesis.data.event_units import past_of
from exegesis.data.events import EventSequence
from exegesis.data.kept_events import KeptEvents
from exegesis.data.place import Column, Item, Stretch
from exegesis.data.records import Unit

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation

LEVELS = ("event", "column", "cell")


@dataclass(frozen=True)
class EventCells:
    """Cells where these events and columns meet are units of their own.

    So is what is left of each of these events, of each of these columns, and of all others; the first `past` events are
    one unit. Events and columns are counted from 0.
    """

    events: tuple[int, ...]
    columns: tuple[int, ...]
    past: int = 0

    def __post_init__(self) -> None:
        for name in ("events", "columns"):
            found = tuple(getattr(self, name))
            object.__setattr__(self, name, tuple(sorted(set(found))))
            if not found or any(type(one) is not int or one < 0 for one in found):
                raise InputError(f"{name} must be whole numbers from 0, at least one, not {shown(found)}.")
        check_count("past", self.past, 0)
        if self.past == 1:
            raise InputError("past must be 0, or 2 and more: a single event is a unit as it is.")
        if self.events[0] < self.past:
            raise InputError(f"event {self.events[0]} is one of the {self.past} of the past, which have no cells.")

    @classmethod
    def of(cls, by_event: "Explanation", by_column: "Explanation", top: int = 3) -> "EventCells":
        """Of the `top` strongest events and columns of two explanations of one sequence, as TimeSHAP goes on."""
        check_count("top", top)
        kept = by_event.kept
        if not isinstance(kept, KeptEvents) or kept != by_column.kept:
            raise InputError("the two explanations must be of one sequence of events, by event and by column.")
        past = past_of(by_event.units, len(kept.event_names))
        events = [unit.at.item for unit, _ in by_event.top(len(by_event.units)) if _is_event(unit)]  # type: ignore[union-attr]
        columns = [unit.at.column for unit, _ in by_column.top(len(by_column.units)) if isinstance(unit.at, Column)]
        if not events or not columns:
            raise InputError("the first explanation must be by unit='event', the second by unit='column'.")
        return cls(tuple(events[:top]), tuple(columns[:top]), past)


UnitOfEvents: TypeAlias = str | EventCells | tuple[Unit, ...]


def level_of(unit: object) -> str:
    """What a unit is called; `InputError` for what is none of a sequence."""
    if isinstance(unit, EventCells):
        return "cell"
    if isinstance(unit, tuple) and all(isinstance(one, Unit) for one in unit):
        kinds = {type(one.at) for one in unit}
        return "cell" if Stretch in kinds else "column" if Column in kinds else "event"
    if isinstance(unit, str) and unit not in LEVELS:
        raise unknown("unit of events", unit, LEVELS)
    if unit is not None and not isinstance(unit, str):
        raise InputError(f"unit must be one of {', '.join(LEVELS)}, or an EventCells, not {shown(unit)}.")
    return unit or LEVELS[0]


def units_of(sequence: EventSequence, unit: Any, past: int = 0) -> tuple[Unit, ...]:
    """The units of a sequence whose first `past` events are one."""
    if isinstance(unit, tuple):
        return unit
    if isinstance(unit, EventCells):
        return _cells(sequence, unit)
    level, before = level_of(unit), _past(sequence, past)
    if level == "event":
        return (*before, *(Unit(name, at=Item(place)) for place, name in enumerate(sequence.events) if place >= past))
    if level == "column":
        return (*before, *(Unit(name, at=Column(place)) for place, name in enumerate(sequence.columns)))
    chosen = EventCells(tuple(range(past, len(sequence.events))), tuple(range(len(sequence.columns))), past)
    return _cells(sequence, chosen)


def _past(sequence: EventSequence, past: int) -> tuple[Unit, ...]:
    if past == 0:
        return ()
    return (Unit(f"the past ({sequence.events[0]} to {sequence.events[past - 1]})", at=Item(0, past)),)


def _cells(sequence: EventSequence, chosen: EventCells) -> tuple[Unit, ...]:
    count, width = sequence.values.shape
    if chosen.events[-1] >= count or chosen.columns[-1] >= width:
        raise InputError(
            f"the sequence has {plural(count, 'event')} of {plural(width, 'column')}, counted from 0, and not all of "
            f"events={chosen.events}, columns={chosen.columns}."
        )
    found = list(_past(sequence, chosen.past))
    found += [
        Unit(f"{sequence.events[event]}, {sequence.columns[column]}", at=Stretch(column, event, event + 1))
        for event in chosen.events
        for column in chosen.columns
    ]
    has_more_columns, has_more_events = len(chosen.columns) < width, len(chosen.events) < count - chosen.past
    if has_more_columns:
        found += [Unit(f"{sequence.events[event]}, other columns", at=Item(event)) for event in chosen.events]
    if has_more_events:
        found += [Unit(f"{sequence.columns[one]}, other events", at=Column(one)) for one in chosen.columns]
    if has_more_columns and has_more_events:
        found.append(Unit("all else", at=Item(0, count)))
    return tuple(found)


def _is_event(unit: Unit) -> bool:
    return isinstance(unit.at, Item) and unit.at.count == 1
