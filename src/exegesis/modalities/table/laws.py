"""How LIME draws one column of a table, and how its linear model sees what was drawn (the `lime` package 0.2.0.1).

Values are numbers: of a numeric column its own, NaN where it is missing; of every other column the number of the
category among those of the background, -1 for one that the background does not have.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Floats, Integers
from exegesis.data.table_row import said

BINS = ("quartile", "decile", "entropy", "none")
_PERCENTILES = {"quartile": (25, 50, 75), "decile": tuple(range(10, 100, 10))}
_DEPTH = 3  # of the tree that cuts by entropy: at most 8 bins
_LEAST_SPREAD = 1e-11  # added to the deviation within a bin, as the package does


class Law(ABC):
    """One column."""

    @abstractmethod
    def draw(self, choice: Floats, within: Floats, value: float) -> Floats:
        """(B,) values; `choice` and `within` (B,) are uniform on [0, 1), `value` is that of the explained row."""

    @abstractmethod
    def seen(self, values: Floats, value: float) -> Floats:
        """(B,) as the linear model sees values: 1 where it is as in the explained row and 0 elsewhere, or scaled."""

    def said(self, value: float) -> str:
        """What counts as the explained row's value, where that is more than the value itself: a bin; else ""."""
        return ""


@dataclass(frozen=True, eq=False)
class Categories(Law):
    """Drawn by their frequency. Constants are one category."""

    frequencies: Floats  # (categories,) summing to 1

    @classmethod
    def of(cls, codes: Floats, count: int) -> Self:
        """Of a background's column (N,), which has so many categories."""
        return cls(_shares(np.bincount(codes.astype(np.int64), minlength=count)))

    def draw(self, choice: Floats, within: Floats, value: float) -> Floats:
        return _chosen(self.frequencies, choice).astype(np.float64)

    def seen(self, values: Floats, value: float) -> Floats:
        return np.asarray(values == value, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Bins(Law):
    """A numeric column in bins `<= cuts[0]`, ..., `> cuts[-1]`, and behind these one of missing values.

    A bin is drawn by its frequency, then a value from a normal cut off at the bin's borders. Unlike the package, a bin
    whose borders are one value gives that value, and a column of whole numbers gives whole numbers of the bin.
    """

    cuts: Floats  # (k,) rising
    frequencies: Floats  # (k + 2,) summing to 1; the last is that of missing values
    means: Floats  # (k + 1,) within each bin, as the three below
    deviations: Floats
    lowest: Floats
    highest: Floats
    is_whole: bool = False

    @classmethod
    def of(cls, values: Floats, cuts: Floats, is_whole: bool = False) -> Self:
        """Of a background's column (N,) with these cuts; not all of it is missing."""
        known = values[~np.isnan(values)]
        owners = np.searchsorted(cuts, known)
        inside = [known[owners == place] for place in range(len(cuts) + 1)]
        missing = len(values) - len(known)
        return cls(
            cuts=cuts,
            frequencies=_shares(np.array([*map(len, inside), missing])),
            means=np.array([bin.mean() if len(bin) else 0.0 for bin in inside]),
            deviations=np.array([bin.std() if len(bin) else 0.0 for bin in inside]) + _LEAST_SPREAD,
            lowest=np.array([known.min(), *cuts]),
            highest=np.array([*cuts, known.max()]),
            is_whole=is_whole,
        )

    def place(self, values: Floats) -> Integers:
        """(B,) the bin of each value."""
        return np.where(np.isnan(values), len(self.cuts) + 1, np.searchsorted(self.cuts, values))

    def draw(self, choice: Floats, within: Floats, value: float) -> Floats:
        bins = _chosen(self.frequencies, choice)
        if not self.frequencies[-1]:  # none is missing
            return self._inside(bins, within)
        drawn = np.full(len(bins), np.nan)
        known = bins <= len(self.cuts)
        drawn[known] = self._inside(bins[known], within[known])
        return drawn

    def seen(self, values: Floats, value: float) -> Floats:
        own = self.place(np.array([value]))[0]
        return np.asarray(self.place(values) == own, dtype=np.float64)

    def said(self, value: float) -> str:
        bin = int(self.place(np.array([value]))[0])
        if bin > len(self.cuts):
            return ""
        if bin in (0, len(self.cuts)):
            return f"≤ {said(float(self.cuts[0]))}" if bin == 0 else f"> {said(float(self.cuts[-1]))}"
        return f"> {said(float(self.cuts[bin - 1]))} to {said(float(self.cuts[bin]))}"

    def _inside(self, bins: Integers, within: Floats) -> Floats:
        from scipy.special import ndtri

        below, share, lowest, highest = (part[bins] for part in self._borders)
        drawn = self.means[bins] + self.deviations[bins] * ndtri(below + within * share)
        drawn = np.rint(drawn) if self.is_whole else drawn
        return np.asarray(np.clip(drawn, lowest, highest))

    @cached_property
    def _borders(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Of each bin: the share of its normal below it and inside it, and its lowest and highest value."""
        from scipy.special import ndtr

        below, above = (ndtr((border - self.means) / self.deviations) for border in (self.lowest, self.highest))
        # The lower border belongs to the bin below, but for the first, and for a bin of one value.
        lowest = np.where(np.arange(len(self.lowest)) > 0, np.nextafter(self.lowest, np.inf), self.lowest)
        highest = np.floor(self.highest) if self.is_whole else self.highest
        lowest = np.minimum(np.ceil(lowest) if self.is_whole else lowest, highest)
        return below, above - below, np.where(self.lowest < self.highest, lowest, highest), highest


@dataclass(frozen=True, eq=False)
class Normal(Law):
    """A numeric column undiscretised: drawn from the background's mean and deviation, or around the explained value.

    The linear model sees deviations from the mean in units of the deviation, so a score is what one deviation more
    adds. Where the explained value is missing it is drawn missing by that frequency, and seen is whether it is missing.
    """

    mean: float
    deviation: float
    missing: float  # the share of missing values
    around: bool = False
    is_whole: bool = False

    @classmethod
    def of(cls, values: Floats, around: bool = False, is_whole: bool = False) -> Self:
        """Of a background's column (N,) with at least two different values."""
        known = values[~np.isnan(values)]
        missing = 1 - len(known) / len(values)
        return cls(float(known.mean()), float(known.std()) or 1.0, missing, around, is_whole)

    def draw(self, choice: Floats, within: Floats, value: float) -> Floats:
        from scipy.special import ndtri

        centre = self.mean if np.isnan(value) or not self.around else value
        drawn = centre + self.deviation * ndtri(np.maximum(within, np.finfo(np.float64).tiny))
        drawn = np.rint(drawn) if self.is_whole else drawn
        return np.asarray(np.where(choice < self.missing, np.nan, drawn) if np.isnan(value) else drawn)

    def seen(self, values: Floats, value: float) -> Floats:
        if np.isnan(value):
            return np.asarray(np.isnan(values), dtype=np.float64)
        # A neighbour from a real row may miss what the explained row has: it is seen at the mean.
        return np.asarray(np.nan_to_num((values - self.mean) / self.deviation))


def cuts_of(bins: str, values: Floats, classes: Integers | None = None) -> Floats:
    """(k,) where a numeric column (N,) is cut: its quartiles or deciles, or by entropy of the rows' `classes` (N,).

    Equal cuts are one. `InputError` for another name.
    """
    is_known = ~np.isnan(values)
    if bins in _PERCENTILES:
        return np.unique(np.percentile(values[is_known], _PERCENTILES[bins]))
    if bins != "entropy":
        raise unknown("bins", bins, BINS)
    if classes is None:
        raise InputError("bins='entropy' needs a model of classes, which the cuts are to tell apart; use 'quartile'.")
    return _cuts_by_entropy(values[is_known], classes[is_known])


def _cuts_by_entropy(values: Floats, classes: Integers) -> Floats:
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(criterion="entropy", max_depth=_DEPTH, random_state=0)
    grown = tree.fit(values[:, None], classes).tree_
    found = np.unique(grown.threshold[grown.children_left > -1])
    return found if len(found) else np.array([np.median(values)])


def _shares(counts: Integers) -> Floats:
    return np.asarray(counts / counts.sum())


def _chosen(frequencies: Floats, choice: Floats) -> Integers:
    """(B,) which of the frequencies each uniform number falls in; never one of frequency 0."""
    steps = np.cumsum(frequencies)
    found = np.searchsorted(steps / steps[-1], choice, side="right")
    return np.asarray(np.minimum(found, np.flatnonzero(frequencies)[-1]))
