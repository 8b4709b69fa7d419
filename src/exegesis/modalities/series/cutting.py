"""How the channels of a series are cut into stretches: equal ones, at changes of level, or at the user's own steps.

Each way is a record of its settings; `exegesis.Slices(segments=24)` is given as `unit`, or its name for the usual ones.
Every channel is cut by itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any, ClassVar, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.types import Floats
from exegesis.data.series import Series
from exegesis.data.stretches import Cuts


class Cutting(ABC):
    """A way to cut a series. Subclasses are frozen dataclasses of its settings."""

    name: ClassVar[str]

    @abstractmethod
    def cuts(self, series: Series) -> Cuts:
        """For each channel the steps at which a new stretch begins."""

    def said(self) -> dict[str, Any]:
        """Its name and settings, as an explanation tells them."""
        settings: Any = self
        return {"cutting": self.name, **asdict(settings)}


@dataclass(frozen=True)
class Slices(Cutting):
    """`segments` stretches in each channel, as equal as whole steps allow. The usual way."""

    name: ClassVar[str] = "equal"
    segments: int = 10

    def __post_init__(self) -> None:
        check_count("segments", self.segments)

    def cuts(self, series: Series) -> Cuts:
        """The same in every channel."""
        _check_room(self.segments, series)
        inside = tuple((np.arange(1, self.segments) * series.steps // self.segments).tolist())
        return (inside,) * len(series.channels)


@dataclass(frozen=True)
class Changes(Cutting):
    """At most `segments` stretches in each channel, cut where its level changes, by binary segmentation.

    The cut is made next that takes most off the squared differences from each stretch's mean (Scott & Knott 1974), as
    `Binseg` with the model "l2" of the package ruptures does. A channel whose stretches are all flat is cut no more.
    `min_size`: the fewest steps of a stretch.
    """

    name: ClassVar[str] = "changes"
    segments: int = 10
    min_size: int = 2

    def __post_init__(self) -> None:
        check_count("segments", self.segments)
        check_count("min_size", self.min_size)

    def cuts(self, series: Series) -> Cuts:
        """Each channel by itself."""
        _check_room(self.segments, series)
        return tuple(binary_segmentation(line, self.segments, self.min_size) for line in series.values)


@dataclass(frozen=True, eq=False)
class OwnCuts(Cutting):
    """The user's own: steps at which a new stretch begins, for all channels, or a list of them for each."""

    name: ClassVar[str] = "own"
    steps: Sequence[Any]

    def cuts(self, series: Series) -> Cuts:
        """As given, checked."""
        each = [list(one) if _is_list(one) else one for one in self.steps]
        several = [_is_list(one) for one in each]
        if not any(several):
            return (_checked(each, series),) * len(series.channels)
        if not all(several) or len(each) != len(series.channels):
            raise InputError(
                f"the series has {len(series.channels)} channels; give the steps of the cuts once for all of them, or "
                "a list of steps for each."
            )
        return tuple(_checked(one, series) for one in each)

    def said(self) -> dict[str, Any]:
        """That they are the user's own; the stretches are the explanation's units."""
        return {"cutting": self.name}


@dataclass(frozen=True, eq=False)
class OwnCutting(Cutting):
    """The user's own function of the array, as the model gets it, that gives such steps."""

    name: ClassVar[str] = "own"
    function: Callable[[Any], Any]

    def cuts(self, series: Series) -> Cuts:
        """The steps that it gives, checked."""
        return OwnCuts(list(self.function(series.as_given(series.values)))).cuts(series)

    def said(self) -> dict[str, Any]:
        """The function's name."""
        return {"cutting": getattr(self.function, "__qualname__", type(self.function).__name__)}


CUTTINGS: Mapping[str, type[Any]] = {kind.name: kind for kind in (Slices, Changes)}
UnitOfSeries: TypeAlias = str | Cutting | Sequence[Any] | Callable[[Any], Any]


def cutting(unit: object) -> Cutting:
    """The way that a `unit` names: a name, a record of settings, steps, or a function; `InputError` for others."""
    if isinstance(unit, Cutting):
        return unit
    if unit is None or isinstance(unit, str):
        if unit is not None and unit not in CUTTINGS:
            raise unknown("unit of a series", unit, CUTTINGS)
        made: Cutting = CUTTINGS[unit or Slices.name]()
        return made
    if _is_list(unit):
        return OwnCuts(list(unit))  # type: ignore[call-overload]  # it is a list, a tuple or an array
    if callable(unit):
        return OwnCutting(unit)
    raise InputError(
        f"unit must be one of {', '.join(CUTTINGS)}, the steps at which stretches begin, or a function that "
        f"gives them, not {shown(unit)}."
    )


def binary_segmentation(line: Floats, segments: int, least: int) -> tuple[int, ...]:
    """The steps (rising) that cut a line of numbers into so many stretches, fewer where nothing is gained by more."""
    sums = np.concatenate([[0.0], np.cumsum(line - line.mean(), dtype=np.float64)])
    scale = float(((line - line.mean()) ** 2).sum())
    heap: list[tuple[float, int, int, int]] = []  # (-gain, cut, start, stop), the best cut of each stretch

    def offer(start: int, stop: int) -> None:
        cuts = np.arange(start + least, stop - least + 1)
        if not len(cuts):
            return
        left, right = cuts - start, stop - cuts
        # What the squares fall by: |A||B| / (|A| + |B|) times the squared difference of the two means.
        apart = (sums[cuts] - sums[start]) / left - (sums[stop] - sums[cuts]) / right
        gains = left * right / (left + right) * apart**2
        best = int(np.argmax(gains))
        if gains[best] > 1e-12 * scale:
            heappush(heap, (-float(gains[best]), int(cuts[best]), start, stop))

    offer(0, len(line))
    found: list[int] = []
    while heap and len(found) < segments - 1:
        _, cut, start, stop = heappop(heap)
        found.append(cut)
        offer(start, cut)
        offer(cut, stop)
    return tuple(sorted(found))


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray)


def _check_room(segments: int, series: Series) -> None:
    if segments > series.steps:
        raise InputError(f"a series of {series.steps} steps cannot be cut into {segments} segments; take fewer.")


def _checked(steps: Sequence[Any], series: Series) -> tuple[int, ...]:
    whole = [isinstance(one, int | np.integer) and not isinstance(one, bool) for one in steps]
    found = tuple(int(one) for one in steps) if all(whole) else ()
    is_rising = all(one < other for one, other in pairwise(found))
    if not all(whole) or not is_rising or any(not 0 < one < series.steps for one in found):
        raise InputError(
            f"the cuts must be whole steps, rising, from 1 to {series.steps - 1}, each where a new stretch begins, not "
            f"{shown(list(steps))}."
        )
    return found
