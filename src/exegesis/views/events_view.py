"""Sequences of events as the views draw them: on a page a table of their cells in the colours of their units."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.plurals import plural
from exegesis.core.types import Integers
from exegesis.data.event_units import map_of, past_of
from exegesis.data.explanation import Explanation
from exegesis.data.kept_events import KeptEvents
from exegesis.data.place import Column, Item, Stretch
from exegesis.views import scale
from exegesis.views.kind_view import KindView
from exegesis.views.wording import number

_SHOWN = 6  # columns of an event, beside its name
_MOST_EVENTS, _MOST_COLUMNS = 20, 10  # of a table


@dataclass(frozen=True)
class GridCell:
    """A number, the classes of its colour, and the unit that it is of."""

    said: str
    classes: str
    unit: str


@dataclass(frozen=True)
class EventGrid:
    """All that the template draws: names of columns, rows (a name and its cells), and what is not drawn ("": nothing).

    `past`: the unit of the events that are taken as one, with the classes of its colour; None where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]
    past: GridCell | None
    left_out: str


class EventsView(KindView):
    """The last events with their columns, each cell in the colour of its unit."""

    template: ClassVar[str] = "events.html"

    def drawing(self, explanation: Explanation) -> EventGrid | None:
        kept = explanation.kept
        return grid(explanation, kept) if isinstance(kept, KeptEvents) else None

    def place(self, explanation: Explanation, index: int) -> str:
        kept, at = explanation.kept, explanation.units[index].at
        if not isinstance(kept, KeptEvents):
            return ""
        match at:
            case Stretch(column, event, _):
                return number(kept.event_values[event][column])
            case Item(event, 1):
                held = zip(kept.column_names, kept.event_values[event], strict=True)
                said = [f"{name} {number(value)}" for name, value in held]
                more = [f"and {len(said) - _SHOWN} more"] if len(said) > _SHOWN else []
                return ", ".join(said[:_SHOWN] + more)
            case Item(first, count):
                return f"events {first + 1:,} to {first + count:,}"
            case Column(column):
                return f"in all events, the last {number(kept.event_values[-1][column])}"
        return ""

    def in_sentence(self, explanation: Explanation, index: int) -> str:
        """An event by its name alone: all that it holds would make no sentence."""
        unit = explanation.units[index]
        return unit.text if isinstance(unit.at, Item) else super().in_sentence(explanation, index)


def grid(explanation: Explanation, kept: KeptEvents) -> EventGrid:
    """The last events after the past, and the columns whose units are strongest, in their own order."""
    count, width = len(kept.event_names), len(kept.column_names)
    owners, past = map_of(explanation.units, count, width), past_of(explanation.units, count)
    levels = np.append(scale.levels(explanation.scores), 0)[owners]
    first = max(past, count - _MOST_EVENTS)
    columns = _columns(levels[first:])
    rows = tuple(
        (kept.event_names[event], tuple(_cell(explanation, kept, owners, levels, event, column) for column in columns))
        for event in range(first, count)
    )
    left = [
        plural(lost, noun) for lost, noun in ((first - past, "earlier event"), (width - len(columns), "column")) if lost
    ]
    return EventGrid(
        columns=tuple(kept.column_names[column] for column in columns),
        rows=rows,
        past=_past(explanation, owners, levels) if past else None,
        left_out=f"{' and '.join(left)} not drawn" if left else "",
    )


def _columns(levels: Integers) -> list[int]:
    strongest = np.argsort(-np.abs(levels).max(axis=0), kind="stable")[:_MOST_COLUMNS]
    return sorted(strongest.tolist())


def _cell(
    explanation: Explanation, kept: KeptEvents, owners: Integers, levels: Integers, event: int, column: int
) -> GridCell:
    owner = int(owners[event, column])
    unit = explanation.units[owner].text if owner >= 0 else ""
    return GridCell(number(kept.event_values[event][column]), _classes(int(levels[event, column])), unit)


def _past(explanation: Explanation, owners: Integers, levels: Integers) -> GridCell:
    return GridCell("", _classes(int(levels[0, 0])), explanation.units[int(owners[0, 0])].text)


def _classes(level: int) -> str:
    return "" if level == 0 else f"exg-{'to' if level > 0 else 'no'} exg-l{abs(level)}"
