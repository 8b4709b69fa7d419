"""Signals of many answers beside whether each is right: what a confidence is fitted on, however they were found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from exegesis.confidence.shift import LENGTH
from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import Signal
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats

FEWEST_ROWS = 40  # half of them are fitted on, half judged


@dataclass(frozen=True, eq=False)
class SignalTable:
    """`values` (n, k) of the signals `names`; `right` (n,), None where no truth is known.

    `lengths` and `words` of the inputs, where these are known: new rows are compared by them too.
    """

    names: tuple[str, ...]
    values: Floats
    right: Floats | None = None
    lengths: Floats | None = None
    words: tuple[tuple[str, ...], ...] = field(default=())

    @classmethod
    def given(cls, signals: Mapping[str, ArrayLike], right: ArrayLike | None) -> "SignalTable":
        """Of signals by name, (n,) each; `InputError` for NaN, other lengths, and what is neither right nor wrong."""
        if not signals:
            raise InputError("no signal given; name one or several.")
        columns = {name: np.asarray(values, dtype=np.float64) for name, values in signals.items()}
        size = next(iter(columns.values())).shape
        for name, values in columns.items():
            if values.ndim != 1 or values.shape != size:
                raise InputError(f"signals are lists of numbers of one length; {name!r} has the shape {values.shape}.")
            if not np.isfinite(values).all():
                raise InputError(f"the signal {name!r} of row {int(np.argmin(np.isfinite(values))) + 1} is no number.")
        return cls(tuple(columns), np.stack(list(columns.values()), axis=1), _flags(right, size))

    @classmethod
    def of(cls, signals: Sequence[Signal], found: Sequence[Evidence], right: Sequence[bool] | None) -> "SignalTable":
        """Of the evidence of answers."""
        values = np.array([[one.value(each) for one in signals] for each in found], dtype=np.float64)
        return cls(
            tuple(one.name for one in signals),
            values.reshape(len(found), len(signals)),
            None if right is None else np.array(right, dtype=np.float64),
            np.array([one.length for one in found], dtype=np.float64),
            tuple(one.words for one in found),
        )

    def rows(self, places: Sequence[int]) -> "SignalTable":
        """Some of the rows."""
        at = np.asarray(places, dtype=np.int64)
        right, lengths = (None if one is None else one[at] for one in (self.right, self.lengths))
        words = tuple(self.words[place] for place in at.tolist()) if self.words else ()
        return SignalTable(self.names, self.values[at], right, lengths, words)

    def samples(self) -> dict[str, Floats]:
        """The numbers that new rows are compared by: each signal, and the length where it is known."""
        found = {name: self.values[:, place] for place, name in enumerate(self.names)}
        return found if self.lengths is None else {**found, LENGTH: self.lengths}


def _flags(right: ArrayLike | None, size: tuple[int, ...]) -> Floats | None:
    if right is None:
        return None
    flags = np.asarray(right)
    if flags.shape != size or not np.isin(flags, (0, 1)).all():
        raise InputError("right is True or False for each row of the signals.")
    return flags.astype(np.float64)


def check_rows(count: int) -> None:
    """`InputError` for too few of them."""
    if count < FEWEST_ROWS:
        raise InputError(
            f"{count:,} labelled rows are too few to fit on one half and judge on the other: give {FEWEST_ROWS}."
        )


def halves(right: ArrayLike, seed: int) -> tuple[list[int], list[int]]:
    """Rows to fit on and rows to judge on, drawn at random, right and wrong ones in like shares."""
    flags = np.asarray(right, dtype=bool)
    rng = stream(seed, "halves")
    fitted: list[int] = []
    for places in (np.flatnonzero(flags), np.flatnonzero(~flags)):
        drawn = rng.permutation(places)
        # Of an odd number either half may get the one more.
        fitted += drawn[: (len(drawn) + int(rng.integers(2))) // 2].tolist()
    first = sorted(fitted)
    return first, sorted(set(range(len(flags))) - set(first))
