"""The sequence of events inside an explanation: all of its numbers, to show it and to ask again, as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.core.plurals import plural
from exegesis.data.arrays import FLOATS
from exegesis.data.event_units import map_of
from exegesis.data.events import EventSequence
from exegesis.data.keeping import Kept
from exegesis.data.records import Unit


@dataclass(frozen=True)
class KeptEvents(Kept):
    """The sequence that was explained."""

    kind: ClassVar[str] = "events"

    event_names: Annotated[tuple[str, ...], Limit(items=1), Note("Names of the events, the oldest first.")]
    column_names: Annotated[tuple[str, ...], Limit(items=1), Note("Names of the columns.")]
    event_values: Annotated[
        tuple[tuple[float, ...], ...], Limit(items=1), Note("The numbers of each event, one for each column.")
    ]
    dtype: Annotated[str, OneOf(*FLOATS), Note("Of the array that the model gets.")]

    @classmethod
    def of(cls, sequence: EventSequence) -> "KeptEvents":
        """Of a sequence; nothing is lost, since every float has its shortest decimal form."""
        made = cls(
            event_names=sequence.events,
            column_names=sequence.columns,
            event_values=tuple(tuple(event) for event in sequence.values.tolist()),
            dtype=sequence.values.dtype.name,
        )
        made.__dict__["sequence"] = sequence
        return made

    @property
    def input(self) -> EventSequence:
        return self.sequence

    @property
    def digest(self) -> str:
        return self.sequence.digest

    @property
    def size(self) -> str:
        """As it is said: "12 events × 5 columns"."""
        return f"{plural(len(self.event_names), 'event')} × {plural(len(self.column_names), 'column')}"

    def cut(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """The units themselves, which the sequence is cut into."""
        map_of(units, len(self.event_names), len(self.column_names))  # `InputError` for other units
        return tuple(units)

    @cached_property
    def sequence(self) -> EventSequence:
        """The sequence itself; `InputError` where a file holds none."""
        if len({len(event) for event in self.event_values}) > 1:
            raise InputError("the explanation's sequence has events of unequal length.")
        values = np.array(self.event_values, dtype=self.dtype)
        return EventSequence.of(values, self.column_names, self.event_names)
