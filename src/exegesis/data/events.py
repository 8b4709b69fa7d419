"""A sequence of events as it was given, checked: a row of numbers for each event, the oldest first.

A function of sequences is called with arrays (n, events, columns), so that a model of sequences takes them as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from exegesis.core.errors import InputError, shown
from exegesis.data import arrays
from exegesis.data.arrays import Numbers

_ASKED = "give an array (events, columns), lists of equal length, or a frame with a row for each event"


@dataclass(frozen=True, eq=False)
class EventSequence:
    """One sequence. `EventSequence.of` makes it of what a user gives, and refuses in one line what is none.

    `values` (events, columns), read-only, of the float type given. `columns`, `events`: what they are called.
    """

    values: Numbers
    columns: tuple[str, ...]
    events: tuple[str, ...]

    @classmethod
    def of(
        cls, given: Any, columns: Sequence[str] | None = None, events: Sequence[str] | None = None
    ) -> "EventSequence":
        """The sequence of an array, of lists or of a frame; `InputError` for what is none.

        Args:
            given: an array (events, columns), the same as lists, or a pandas or polars frame with a row for each event.
            columns: names, one for each; of a frame its own where none are given.
            events: names, one for each, such as dates; "event 1" and so on where none are given.
        """
        if isinstance(given, EventSequence):
            if columns is not None or events is not None:
                raise InputError("this is an EventSequence already, with its own names; make it anew of its values.")
            return given
        if isinstance(given, str | bytes) or not hasattr(given, "__len__"):
            raise InputError(f"the sequence must not be of the type {type(given).__name__}; {_ASKED}.")
        if arrays.is_frame(given) and columns is None and hasattr(given, "columns"):
            columns = [str(name) for name in given.columns]
        values = arrays.numbers(given.to_numpy() if arrays.is_frame(given) else given, "sequence")
        if values.ndim != 2 or not values.size:
            raise InputError(f"the sequence has the shape {values.shape}; {_ASKED}.")
        arrays.check_finite_numbers(values, "sequence", "event", "column")
        count, width = values.shape
        return cls(values, arrays.checked_names(columns, width, "column"), arrays.checked_names(events, count, "event"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of numbers, type and names, in hexadecimal digits."""
        return arrays.digest(self.values, self.columns, self.events)

    def as_given(self, values: Numbers) -> Numbers:
        """Numbers of this sequence's shape, as the model gets them among others."""
        return values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EventSequence) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        count, width = self.values.shape
        return f"<EventSequence: {count:,} events x {width:,} columns, {self.values.dtype}: {shown(self.columns)}>"


EventsLike: TypeAlias = EventSequence | Numbers | Sequence[Sequence[float]]
