"""What can be asked of any model of sequences of events, and a callable as one."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.adapters.series import CellRow
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Outputs
from exegesis.data import arrays
from exegesis.data.arrays import ArrayRow, Numbers
from exegesis.data.events import EventSequence
from exegesis.data.rows import Row


class EventsModel(Model):
    """A model of sequences of events. Its batches are bounded by numbers, not by how many masks are asked for.

    `background` (rows, columns): other events, of which an absent one is the mean; None where none were given.
    """

    reads: ClassVar[str] = "events"
    batch_tokens: ClassVar[int] = 2**20  # numbers
    background: Numbers | None = None

    def predict(self, sequences: Sequence[Any], batch_values: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of sequences as `explain` takes."""
        rows: list[Row] = [ArrayRow(EventSequence.of(one)) for one in sequences]
        if not rows:
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs(rows, batch_values))


def events_model(model: Model) -> EventsModel:
    """The model as one of events; `UnsupportedError` where it reads something else."""
    if not isinstance(model, EventsModel):
        raise UnsupportedError(f"{model.name} reads no events.")
    return model


class EventsFunction(CalledModel, EventsModel):
    """A callable of an array (n, events, columns) to (n, classes) probabilities, or values with task="regression".

    The number of classes is learned from the first answer, or from `labels`. `background`: events (rows, columns), or
    sequences (n, events, columns) whose events are taken together.
    """

    noun: ClassVar[str] = "sequence"
    an_input: ClassVar[str] = "a sequence"

    def __init__(self, function: Callable[[Any], Any], *, background: Any = None, **options: Any) -> None:
        super().__init__(function, **options)
        self.background = None if background is None else _checked_background(background)

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first sequence has been answered, where nobody has named them."""
        return self._labels or ()

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        return [row.values() for row in rows if isinstance(row, CellRow)]

    def _answer(self, given: list[Any]) -> Any:
        """The answers in the sequences' order; those of one length are asked together."""
        places: dict[tuple[int, ...], list[int]] = {}
        for place, one in enumerate(given):
            places.setdefault(one.shape, []).append(place)
        asked: Any = super()._answer  # which takes whatever the function does
        answers = [asked(np.stack([given[place] for place in alike])) for alike in places.values()]
        if len(answers) == 1:
            return answers[0]
        order = np.argsort([place for alike in places.values() for place in alike])
        return np.concatenate([np.asarray(answer) for answer in answers])[order]


def _checked_background(given: Any) -> Numbers:
    """(rows, columns); `InputError` for what are no events."""
    values = arrays.numbers(given.to_numpy() if arrays.is_frame(given) else given, "background")
    if values.ndim == 3:
        values = values.reshape(-1, values.shape[2])
    if values.ndim != 2 or not values.size:
        raise InputError(
            f"the background has the shape {values.shape}; give events (rows, columns), or sequences of them."
        )
    arrays.check_finite_numbers(values, "background", "row", "column")
    return values
