"""The series inside an explanation: all of its numbers, to draw it and to ask again, as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.data.arrays import FLOATS
from exegesis.data.keeping import Kept
from exegesis.data.records import Unit
from exegesis.data.series import Series
from exegesis.data.stretches import cuts_of, map_of


@dataclass(frozen=True)
class KeptSeries(Kept):
    """The series that was explained."""

    kind: ClassVar[str] = "series"

    channels: Annotated[tuple[str, ...], Limit(items=1), Note("Names of the channels.")]
    channel_values: Annotated[
        tuple[tuple[float, ...], ...], Limit(items=1), Note("The numbers of each channel, one for each step.")
    ]
    dtype: Annotated[str, OneOf(*FLOATS), Note("Of the array that the model gets.")]
    step: Annotated[float | None, Note("The time from one step to the next; null where nobody said.")]
    step_unit: Annotated[str, Note("What that is counted in.")]
    is_line: Annotated[bool, Note("Whether the model gets an array (steps,), not (channels, steps).")]

    @classmethod
    def of(cls, series: Series) -> "KeptSeries":
        """Of a series; nothing is lost, since every float has its shortest decimal form."""
        made = cls(
            channels=series.channels,
            channel_values=tuple(tuple(line) for line in series.values.tolist()),
            dtype=series.values.dtype.name,
            step=series.step,
            step_unit=series.step_unit,
            is_line=series.is_line,
        )
        made.__dict__["series"] = series
        return made

    @property
    def input(self) -> Series:
        return self.series

    @property
    def digest(self) -> str:
        return self.series.digest

    @property
    def size(self) -> str:
        """As it is said: "96 steps", "3 channels × 96 steps"."""
        steps = f"{self.series.steps:,} steps"
        return steps if len(self.channels) == 1 else f"{len(self.channels):,} channels × {steps}"

    def cut(self, units: Sequence[Unit]) -> list[list[int]]:
        """For each channel the steps at which a new stretch begins."""
        map_of(units, len(self.channels), self.series.steps)  # `InputError` for other units
        return cuts_of(units, len(self.channels))

    def together(self, units: Sequence[Unit]) -> str:
        """Neighbours as the stretch that they make; a whole channel by its name."""
        owners = map_of(units, len(self.channels), self.series.steps)
        found = []
        for channel, inside in enumerate(owners >= 0):
            turns = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
            whole = inside.all() and len(self.channels) > 1
            for start, stop in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
                found.append(self.channels[channel] if whole else self.series.called(channel, start, stop))
        return "; ".join(found)

    @cached_property
    def series(self) -> Series:
        """The series itself; `InputError` where a file holds none."""
        if len({len(line) for line in self.channel_values}) > 1 or (self.is_line and len(self.channels) > 1):
            raise InputError("the explanation's series has channels of unequal length.")
        values = np.array(self.channel_values, dtype=self.dtype)
        found = Series.of(values[0] if self.is_line else values, self.channels, self.step, self.step_unit)
        return found
