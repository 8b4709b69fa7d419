"""Stretches of the channels of a series: by the steps at which they are cut, as units, and as a map."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.data.place import Stretch
from exegesis.data.records import Unit
from exegesis.data.series import Series

Cuts: TypeAlias = tuple[tuple[int, ...], ...]  # for each channel the steps at which a new stretch begins, rising


def units_of(series: Series, cuts: Cuts) -> tuple[Unit, ...]:
    """The stretches between the cuts, channel by channel."""
    edges = [(0, *inside, series.steps) for inside in cuts]
    return tuple(
        Unit(series.called(channel, start, stop), at=Stretch(channel, start, stop))
        for channel, inside in enumerate(edges)
        for start, stop in pairwise(inside)
    )


def cuts_of(units: Sequence[Unit], channels: int) -> list[list[int]]:
    """The same cuts again, of units that cover their channels."""
    found: list[list[int]] = [[] for _ in range(channels)]
    for unit in units:
        place = _stretch(unit)
        if place.start > 0:
            found[place.channel].append(place.start)
    return [sorted(inside) for inside in found]


def map_of(units: Sequence[Unit], channels: int, steps: int) -> Integers:
    """(channels, steps): the number of each step's unit, -1 where there is none; `InputError` for other units."""
    found = np.full((channels, steps), -1, dtype=np.int64)
    for index, unit in enumerate(units):
        place = _stretch(unit)
        if place.channel >= channels or not place.start < place.stop <= steps:
            raise InputError(f"the unit {unit.text!r} reaches beyond a series of {channels} x {steps} steps.")
        found[place.channel, place.start : place.stop] = index
    return found


def _stretch(unit: Unit) -> Stretch:
    if not isinstance(unit.at, Stretch):
        raise InputError(f"the unit {unit.text!r} is no stretch of a series.")
    return unit.at
