"""What can be asked of any model of time series, a callable as one, and an estimator of scikit-learn as such."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.adapters.estimators import EstimatorModel, unchecked
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Outputs
from exegesis.data import arrays
from exegesis.data.arrays import ArrayInput, ArrayRow, Numbers
from exegesis.data.rows import DataRow, Row
from exegesis.data.series import Series


@runtime_checkable
class CellRow(DataRow, Protocol):
    """An array before its model, whole or masked; filled when it is run."""

    @property
    def source(self) -> ArrayInput:
        """The input that it is made of."""

    def values(self) -> Numbers:
        """As the model is to see them."""


class SeriesModel(Model):
    """A model of time series. Its batches are bounded by numbers, not by how many masks are asked for.

    `background` (K, channels, steps): other series, whose values absent stretches may take; None where none were given.
    """

    reads: ClassVar[str] = "series"
    batch_tokens: ClassVar[int] = 2**20  # numbers: a thousand series of a thousand steps
    background: Numbers | None = None

    def predict(self, series: Sequence[Any], batch_values: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of series as `explain` takes them."""
        rows: list[Row] = [ArrayRow(Series.of(one)) for one in series]
        if not rows:
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs(rows, batch_values))


def series_model(model: Model) -> SeriesModel:
    """The model as one of series; `UnsupportedError` where it reads something else."""
    if not isinstance(model, SeriesModel):
        raise UnsupportedError(f"{model.name} reads no series.")
    return model


class SeriesFunction(CalledModel, SeriesModel):
    """A callable of a list of arrays, (steps,) or (channels, steps) as they were given, to (n, classes) probabilities.

    With task="regression" of values. The number of classes is learned from the first answer, or from `labels`.
    `background`: series (K, steps) or (K, channels, steps).
    """

    noun: ClassVar[str] = "series"
    an_input: ClassVar[str] = "a series"

    def __init__(self, function: Callable[[list[Any]], Any], *, background: Any = None, **options: Any) -> None:
        super().__init__(function, **options)
        self.background = None if background is None else checked_background(background)

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first series has been answered, where nobody has named them."""
        return self._labels or ()

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        return [row.source.as_given(row.values()) for row in rows if isinstance(row, CellRow)]


class SeriesEstimator(SeriesFunction):
    """An estimator of scikit-learn over (n, steps), or one of its methods: a row for each series of one channel."""

    in_one_line = True

    def __init__(self, estimator: EstimatorModel, labels: Sequence[str] | None, background: Any = None) -> None:
        super().__init__(
            estimator.function, background=background, task=estimator.kind, labels=labels, name=estimator.name
        )
        self._estimator = estimator

    def _given(self, rows: Sequence[Row]) -> Any:
        lines = super()._given(rows)
        if any(line.ndim != 1 for line in lines):
            raise InputError(
                f"{self.name} takes (n, steps), and the series has channels; give one line, (steps,), or write a "
                "function that lays the channels out as the estimator knows them."
            )
        return np.stack(lines)

    def _names(self, width: int) -> tuple[str, ...]:
        return self._estimator._names(width)


def of_estimator(
    source: Any, *, task: str | None, labels: Sequence[str] | None, name: str | None, background: Any
) -> SeriesEstimator:
    """An estimator of series, its labels, kind and method as for one of texts."""
    return SeriesEstimator(unchecked(source, task=task, labels=labels, name=name), labels, background)


def checked_background(given: Any) -> Numbers:
    """(K, channels, steps); `InputError` for what is no list of series of one shape."""
    values = arrays.numbers(given.to_numpy() if arrays.is_frame(given) else given, "background")
    if values.ndim == 2:
        values = values[:, None]
    if values.ndim != 3 or not values.size:
        raise InputError(
            f"the background has the shape {np.shape(given)}; give series of one length, (rows, steps) or "
            "(rows, channels, steps)."
        )
    for place, one in enumerate(values):
        arrays.check_finite_numbers(one, f"background's series {place}", "channel", "step")
    return values
