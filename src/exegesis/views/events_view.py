"""Sequences of events as the views draw them: bars alone, and beside a unit's name what its cells hold."""

from exegesis.data.explanation import Explanation
from exegesis.data.kept_events import KeptEvents
from exegesis.data.place import Column, Item, Stretch
from exegesis.views.kind_view import KindView
from exegesis.views.wording import number

_SHOWN = 6  # columns of an event


class EventsView(KindView):
    """Units by name; of an event, a cell what it holds."""

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
