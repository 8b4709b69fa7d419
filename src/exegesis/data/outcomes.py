"""How a classifier did on rows whose truths are known: one frozen record, so that a set of rows is asked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, unknown
from exegesis.core.plurals import plural
from exegesis.core.proportions import wilson
from exegesis.core.statistics import Interval
from exegesis.core.types import Floats, Integers
from exegesis.data.truth import place_of_truth

_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What a model of one choice among classes answered to n rows, and what is true of them.

    Args:
        classes: names of the classes, as the model has them.
        labels: (n,) the place of the true class of each row.
        probabilities: (n, classes) as the model gave them.

    Raises:
        InputError: no row, fewer than two classes, shapes that do not fit, a label that is no class's place, or what
            is no probability.
    """

    classes: tuple[str, ...]
    labels: Integers  # (n,)
    probabilities: Floats  # (n, classes)

    def __post_init__(self) -> None:
        labels, probabilities = np.asarray(self.labels), np.array(self.probabilities, dtype=np.float64)
        _check_shapes(self.classes, labels, probabilities)
        _check_labels(self.classes, labels)
        _check_probabilities(probabilities)
        labels = labels.astype(np.int64)
        for array in (labels, probabilities):
            array.setflags(write=False)
        object.__setattr__(self, "classes", tuple(map(str, self.classes)))
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "probabilities", probabilities)

    @classmethod
    def of(cls, classes: Sequence[str], truths: Sequence[str | int], probabilities: Floats) -> "Outcomes":
        """Of truths as data write them: a class's name, whatever the capitals, or its number (from 0).

        Raises `InputError`, the row named, where one is no class of the model.
        """
        places = {truth: place_of_truth(classes, str(truth)) for truth in dict.fromkeys(truths)}
        for row, truth in enumerate(truths):
            if places[truth] is None:
                raise InputError(f"row {row}: {unknown('label', truth, classes)}")
        return cls(tuple(classes), np.array([places[truth] for truth in truths], dtype=np.int64), probabilities)

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        share = f"{100 * self.accuracy.mean:.1f}%"
        return f"Outcomes({plural(len(self), 'row')}, {len(self.classes)} classes, {share} right)"

    def at(self, rows: "Integers | NDArray[np.bool_]") -> "Outcomes":
        """Of some of the rows: their places, or a mask (n,)."""
        return Outcomes(self.classes, self.labels[rows], self.probabilities[rows])

    @cached_property
    def answers(self) -> Integers:
        """(n,) the place of the likeliest class; of equal ones the first."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @cached_property
    def right(self) -> "NDArray[np.bool_]":
        """(n,) whether the answer is the true class."""
        return np.asarray(self.answers == self.labels)

    @cached_property
    def confidence(self) -> Floats:
        """(n,) the probability of the answer."""
        return np.asarray(self.probabilities.max(axis=1))

    @cached_property
    def margin(self) -> Floats:
        """(n,) how far the answer's probability is above that of the next class."""
        ordered = np.partition(self.probabilities, -2, axis=1)
        return np.asarray(ordered[:, -1] - ordered[:, -2])

    @cached_property
    def accuracy(self) -> Interval:
        """The share of right answers, with its 95 % interval (Wilson 1927)."""
        return share_of(self.right)


def share_of(right: "NDArray[np.bool_]") -> Interval:
    """How many of some rows hold, as a share with its 95 % interval (Wilson 1927); `InputError` of none."""
    if not len(right):
        raise InputError("there is no row to take a share of.")
    count = int(right.sum())
    return Interval(count / len(right), *wilson(count, len(right)))


def _check_shapes(classes: Sequence[str], labels: NDArray[Any], probabilities: Floats) -> None:
    if len(classes) < 2:
        raise InputError(f"a choice needs at least two classes, and there {'is' if classes else 'are'} {len(classes)}.")
    if labels.ndim != 1 or probabilities.shape != (len(labels), len(classes)):
        raise InputError(
            f"labels of shape {labels.shape} and probabilities of shape {probabilities.shape} do not fit: there are "
            f"{len(classes)} classes, so give (n,) and (n, {len(classes)})."
        )
    if not len(labels):
        raise InputError("there is no row with a label; give at least one.")


def _check_labels(classes: Sequence[str], labels: NDArray[Any]) -> None:
    if labels.dtype.kind not in "iu":
        raise InputError(f"labels are places of classes, whole numbers from 0, not {labels.dtype}.")
    outside = np.flatnonzero((labels < 0) | (labels >= len(classes)))
    if len(outside):
        row = int(outside[0])
        raise InputError(f"row {row} has the label {labels[row]}; the classes are 0 to {len(classes) - 1}.")


def _check_probabilities(probabilities: Floats) -> None:
    with np.errstate(invalid="ignore"):
        fine = ((probabilities >= -_ROUNDING) & (probabilities <= 1 + _ROUNDING)).all(axis=1)  # NaN is neither
    if not fine.all():
        row = int(np.argmin(fine))
        raise InputError(f"row {row} has {probabilities[row].tolist()}, which are not probabilities between 0 and 1.")
