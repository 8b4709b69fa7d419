"""How often heads point where they should, against the best fixed offset: arithmetic over predictions alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.statistics import Interval, resampled_ratios
from exegesis.core.types import Integers, Masks
from exegesis.explorer.relations.sentences import Cases

_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, eq=False)
class Half:
    """The cases of one kind in half of the sentences: which of them each head gets right, (cases, heads)."""

    cases: Cases
    right: Masks

    @classmethod
    def of(cls, cases: Cases, pointed: NDArray[np.int16]) -> "Half":
        """`pointed`: (rows, heads), the word that each row's word attends to most."""
        hits = pointed[cases.row] == cases.target[:, None]
        starts = np.flatnonzero(np.diff(cases.case, prepend=-1))
        right: Masks = np.logical_or.reduceat(hits, starts, axis=0) if len(cases) else hits
        return cls(cases, right)

    @property
    def recalls(self) -> NDArray[np.float64]:
        """(heads,)"""
        found: NDArray[np.float64] = self.right.mean(axis=0)
        return found

    def best_offset(self) -> tuple[int, float]:
        """The distance at which most cases are right, and what share that is; of equals the nearest, then the left."""
        offsets, counts = np.unique(self.cases.offset, return_counts=True)
        best = np.lexsort((offsets, np.abs(offsets), -counts))[0]
        return int(offsets[best]), float(counts[best] / len(self.cases))

    def at_offset(self, offset: int) -> Integers:
        """(cases,): whether the word so far away is right."""
        found = np.zeros(len(self.cases), dtype=np.int64)
        found[self.cases.case[self.cases.offset == offset]] = 1
        return found


@dataclass(frozen=True, slots=True)
class MeasuredHead:
    """A head's recall, the baseline's and their difference, with bootstrap intervals over sentences."""

    recall: Interval
    base: Interval
    margin: Interval


def measured(half: Half, head: int, base: Integers, seed: int, name: str) -> MeasuredHead:
    """One head (its column) against a baseline (cases,), right or not."""
    right = half.right[:, head].astype(np.int64)
    _, group = np.unique(half.cases.sentence, return_inverse=True)
    columns = np.column_stack([right, base, right - base])
    parts = np.zeros((group.max() + 1, 3))
    np.add.at(parts, group, columns)
    drawn = resampled_ratios(parts, np.bincount(group).astype(np.float64), seed, name)
    low, high = np.percentile(drawn, _PERCENTILES, axis=0)
    means = columns.mean(axis=0)
    return MeasuredHead(*(Interval(*map(float, line)) for line in zip(means, low, high, strict=True)))


@dataclass(frozen=True, eq=False)
class Halves:
    """Cases of one kind: heads and offsets are chosen on one half of the sentences and measured on the other."""

    chosen: Half
    measured: Half

    @classmethod
    def of(cls, cases: Mapping[bool, Cases], pointed: NDArray[np.int16]) -> "Halves":
        """`cases`: by whether they are of the half that is measured on."""
        return cls(Half.of(cases[False], pointed), Half.of(cases[True], pointed))

    @property
    def least(self) -> int:
        """How many cases the smaller half has."""
        return min(len(self.chosen.cases), len(self.measured.cases))
