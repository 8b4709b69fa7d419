"""A time series as it was given, checked: its numbers, channel by channel, and what its channels and steps are called.

A function of series is called with arrays of the type given: (steps,) where one line was given, else (channels, steps).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from exegesis.core.errors import InputError, shown
from exegesis.data import arrays
from exegesis.data.arrays import Numbers

_LEAST = 2  # steps
_ASKED = "give an array (steps,) or (channels, steps), lists of numbers, or a frame with a column for each channel"


@dataclass(frozen=True, eq=False)
class Series:
    """One series. `Series.of` makes it of what a user gives, and refuses in one line what is none.

    `values` (channels, steps), read-only, of the float type given. `channels`: their names. `step`: how far apart two
    steps are, in `step_unit` ("s", "h", "weeks"), None where nobody said. `is_line`: whether the model gets (steps,).
    """

    values: Numbers
    channels: tuple[str, ...]
    step: float | None = None
    step_unit: str = ""
    is_line: bool = False

    @classmethod
    def of(
        cls, given: Any, channels: Sequence[str] | None = None, step: float | None = None, step_unit: str = ""
    ) -> "Series":
        """The series of an array, of lists or of a frame; `InputError` for what is none, or cannot be explained.

        Args:
            given: an array (steps,) or (channels, steps), the same as lists, or a pandas or polars frame with a row for
                each step and a column for each channel, or one column.
            channels: names, one for each; of a frame its columns' own where none are given.
            step: the time from one step to the next.
            step_unit: what that is counted in.
        """
        if isinstance(given, Series):
            if channels is not None or step is not None or step_unit:
                raise InputError("this is a Series already, with its own names and step; make it anew of its values.")
            return given
        values, names, is_line = _read(given)
        found = cls(
            _checked(values, channels is not None or names is not None),
            arrays.checked_names(channels or names, len(values), "channel"),
            _checked_step(step, step_unit),
            step_unit,
            is_line,
        )
        if (found.values == found.values[:, :1]).all():
            raise InputError("the series is constant, so nothing in it can be explained.")
        return found

    @property
    def steps(self) -> int:
        """How many there are in each channel."""
        return int(self.values.shape[1])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of numbers, type, names and step, in hexadecimal digits."""
        return arrays.digest(self.values, self.channels, self.step, self.step_unit, self.is_line)

    def as_given(self, values: Numbers) -> Numbers:
        """Numbers of this series' shape, changed or not, in the form in which the model gets them."""
        return values[0] if self.is_line else values

    def when(self, start: int, stop: int) -> str:
        """A half-open stretch of steps as it is said: "steps 0–11", or "0–0.11 s" where the step is known."""
        first, last = start, stop - 1
        if self.step is None:
            return f"step {first:,}" if first == last else f"steps {first:,}–{last:,}"
        said = f"{first * self.step:.6g}" if first == last else f"{first * self.step:.6g}–{last * self.step:.6g}"
        return f"{said} {self.step_unit}".rstrip()

    def called(self, channel: int, start: int, stop: int) -> str:
        """What a stretch is called: its channel, where there are several, and its steps."""
        when = self.when(start, stop)
        return when if len(self.channels) == 1 else f"{self.channels[channel]}, {when}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Series) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Series: {len(self.channels)} x {self.steps:,} steps, {self.values.dtype}: {shown(self.channels)}>"


SeriesLike: TypeAlias = (
    Series | Numbers | Sequence[float] | Sequence[Sequence[float]]
)  # and frames, which are not imported for the sake of a name


def _read(given: Any) -> tuple[Numbers, Sequence[str] | None, bool]:
    """(channels, steps), the channels' names where they have any, and whether one line was given."""
    if arrays.is_frame(given):
        return _of_frame(given)
    if isinstance(given, str | bytes) or not hasattr(given, "__len__"):
        raise InputError(f"the series must not be of the type {type(given).__name__}; {_ASKED}.")
    _check_lengths(given)
    values = arrays.numbers(given, "series")
    if values.ndim == 1:
        return values[None], None, True
    if values.ndim != 2:
        several = "; for several series there is explain_many" if values.ndim == 3 else ""
        raise InputError(f"the series has the shape {values.shape}; {_ASKED}{several}.")
    return values, None, False


def _of_frame(frame: Any) -> tuple[Numbers, Sequence[str] | None, bool]:
    """A row for each step; the model gets (channels, steps) of a frame and (steps,) of one column."""
    values = arrays.numbers(frame.to_numpy(), "series")
    if values.ndim == 1:
        return values[None], None if frame.name in (None, "") else [str(frame.name)], True
    turned = arrays.numbers(values.T, "series")
    return turned, [str(name) for name in frame.columns], False


def _check_lengths(given: Any) -> None:
    """`InputError` for channels of unequal length, which no array can hold."""
    if not isinstance(given, list | tuple) or not all(hasattr(one, "__len__") for one in given):
        return
    lengths = [len(one) for one in given]
    if len(set(lengths)) > 1:
        other = next(place for place, length in enumerate(lengths) if length != lengths[0])
        raise InputError(
            f"the channels have unequal lengths: channel 1 has {lengths[0]:,} steps, channel {other + 1} "
            f"{lengths[other]:,}; cut or fill them to one length."
        )


def _checked(values: Numbers, are_named: bool) -> Numbers:
    """The numbers; `InputError` for too few steps, for NaN, and where steps seem to stand where channels should."""
    channels, steps = values.shape
    if channels == 0 or steps < _LEAST:
        raise InputError(f"the series has {steps} steps in {channels} channels; at least {_LEAST} steps are needed.")
    if channels > steps and not are_named:
        raise InputError(
            f"the series has {channels:,} channels of {steps:,} steps. Turn it where the steps come first, as in "
            "series.T; if it is so, name the channels: exegesis.Series.of(series, channels=[...])."
        )
    arrays.check_finite_numbers(values, "series", "channel", "step")
    return values


def _checked_step(step: object, unit: object) -> float | None:
    if not isinstance(unit, str):
        raise InputError(f"step_unit must be a text, not {shown(unit)}.")
    if step is None:
        if unit:
            raise InputError(f"step_unit={unit!r} has no effect without step; say how far apart two steps are.")
        return None
    if isinstance(step, bool) or not isinstance(step, int | float) or not 0 < step < math.inf:
        raise InputError(f"step must be a number above 0, not {shown(step)}.")
    return float(step)
