"""What the steps of an absent stretch become: a bridge, its own or the channel's mean, zero, noise, other rows' values.

All of them are made of the series as it was given: no stretch that is absent already has a part in what another one
becomes, as in the package Lime-For-Time, whose mean is that of data which have been changed before.
"""

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Floats, Integers
from exegesis.data.arrays import Numbers
from exegesis.data.series import Series
from exegesis.modalities.cells import AbsentCells

NAMES = ("bridge", "level", "mean", "zero", "noise", "background")
_NOISES = 4  # series of noise, whose values are averaged


def absent_steps(
    name: object, series: Series, owners: Integers, background: Numbers | None, rng: np.random.Generator
) -> AbsentCells:
    """By its name; "auto" is "background" where the model has rows of one (K, channels, steps), else "bridge".

    `owners` (channels, steps): the stretch of each step. `rng`: what noise is drawn from. `InputError` for an unknown
    name, and for a background of another shape.
    """
    if not isinstance(name, str) or name not in ("auto", *NAMES):
        raise unknown("baseline of a series", name, ("auto", *NAMES))
    if name == "auto":
        name = "bridge" if background is None else "background"
    if name == "background":
        return _of_background(series, background)
    values = series.values.astype(np.float64)
    if name == "noise":
        spread = values.std(axis=1, keepdims=True)
        noises = [rng.normal(size=values.shape) * spread + values.mean(axis=1, keepdims=True) for _ in range(_NOISES)]
        said = f"an absent stretch is noise (normal, with its channel's mean and spread; the mean of {_NOISES} draws)"
        return AbsentCells(name, said, tuple(_like(series, one) for one in noises))
    if name == "bridge":
        said = "an absent stretch is a straight line from the step before it to the step after it"
        return AbsentCells(name, said, (_like(series, _bridged(values, owners)),))
    if name == "level":
        return AbsentCells(name, "an absent stretch has its own mean", (_like(series, _levelled(values, owners)),))
    if name == "mean":
        means = np.repeat(values.mean(axis=1, keepdims=True), series.steps, axis=1)
        return AbsentCells(name, "an absent stretch has its channel's mean", (_like(series, means),))
    return AbsentCells(name, "an absent stretch is 0", (_like(series, np.zeros_like(values)),))


def _of_background(series: Series, background: Numbers | None) -> AbsentCells:
    if background is None:
        raise InputError(
            "baseline='background' needs other series: exegesis.load(..., modality='series', background=rows)."
        )
    if background.shape[1:] != series.values.shape:
        raise InputError(
            f"the background's series have the shape {background.shape[1:]}, and the one to explain "
            f"{series.values.shape}; they must be alike."
        )
    count = len(background)
    said = f"an absent stretch has the values of other series, {count:,} in turn, whose answers are averaged"
    return AbsentCells("background", said, tuple(_like(series, row) for row in background))


def _bridged(values: Floats, owners: Integers) -> Floats:
    """Each stretch as the line between its neighbours; level at the ends, and the mean where there are none."""
    found = values.copy()
    steps = values.shape[1]
    for channel, line in enumerate(owners):
        edges = np.flatnonzero(np.diff(line)) + 1
        for start, stop in zip([0, *edges], [*edges, steps], strict=True):
            around = [place for place in (start - 1, stop) if 0 <= place < steps]
            if not around:
                found[channel] = values[channel].mean()
                continue
            found[channel, start:stop] = np.interp(np.arange(start, stop), around, values[channel, around])
    return found


def _levelled(values: Floats, owners: Integers) -> Floats:
    """Each number as the mean of its stretch; those of none as they are."""
    flat, numbers = owners.ravel() + 1, values.ravel()
    means = np.bincount(flat, numbers) / np.maximum(np.bincount(flat), 1)
    return np.where(owners < 0, values, means[flat].reshape(values.shape))


def _like(series: Series, values: Floats | Numbers) -> Numbers:
    """Of the series' own type."""
    found: Numbers = np.ascontiguousarray(values.astype(series.values.dtype))
    if not np.isfinite(found).all():
        raise InputError(f"the baseline does not fit into {series.values.dtype}; give the series as float64.")
    return found
