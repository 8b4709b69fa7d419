"""A callable as a model: what is checked of its answers, whatever kind of data it takes."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import Model, check_outputs
from exegesis.adapters.batching import out_of_memory
from exegesis.adapters.reads import Read
from exegesis.core.errors import ExegesisError, ModelError, unknown
from exegesis.core.plurals import several
from exegesis.core.types import Outputs
from exegesis.core.version import versions
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row

KINDS: dict[str | None, str] = {
    "classification": "single-label",
    "multi-label": "multi-label",
    "regression": "regression",
    "single-label": "single-label",  # what "classification" means, by the name that a Model has for it
    None: "single-label",
}


class CalledModel(Model):
    """A callable from a list of inputs to (n, classes): probabilities, or values with task="regression".

    The number of classes is learned from the first answer, or from `labels`, and held to from then on. `noun` is what
    an input is called in errors, `an_input` one of them. `options`: names of what it takes of `load` beside the usual.
    """

    noun: ClassVar[str] = "input"
    an_input: ClassVar[str] = "an input"
    options: ClassVar[tuple[str, ...]] = ()
    in_one_line = False  # whether its errors are told in one line; those of a caller's own function reach the caller

    def __init__(
        self,
        function: Callable[[list[Any]], Any],
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        if task not in KINDS:
            raise unknown("task for a callable", task, ("classification", "multi-label", "regression"))
        self.function = function
        self.kind: str = KINDS[task]
        self.scale = "value" if self.kind == "regression" else "probability"
        self.name = name or str(getattr(function, "__qualname__", type(function).__name__))
        self._labels = tuple(map(str, labels)) if labels is not None else None

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        return self.checked(self._answer(self._given(rows)), len(rows))

    def checked(self, answer: Any, count: int) -> Outputs:
        """What the callable answered to so many inputs, (count, C); `ModelError` where these are no such numbers."""
        outputs = check_outputs(self.name, answer, count, column=True, noun=self.noun)
        if self._labels is not None and outputs.shape[1] != len(self._labels):
            raise ModelError(f"{self.name} returned {outputs.shape[1]} classes where {len(self._labels)} are known.")
        if self.scale == "probability":
            self._check_probabilities(outputs)
        if self._labels is None:
            self._labels = self._names(outputs.shape[1])
        return outputs

    @abstractmethod
    def _given(self, rows: Sequence[Row]) -> list[Any]:
        """The rows as the callable takes them."""

    def _answer(self, given: Any) -> Any:
        try:
            return self.function(given)
        except Exception as error:
            if not self.in_one_line or isinstance(error, ExegesisError) or out_of_memory(error):
                raise
            said = " ".join(str(error).split()) or "no message"
            raise ModelError(f"{self.name} failed on {several(self.noun)}: {type(error).__name__}: {said}") from error

    def _names(self, width: int) -> tuple[str, ...]:
        """Names of `width` outputs that nobody has named."""
        return usual_labels(self.kind, width)

    def _check_probabilities(self, outputs: Outputs) -> None:
        if ((outputs < -1e-6) | (outputs > 1 + 1e-6)).any():
            raise ModelError(
                f"{self.name} returned {outputs.min():.3g} to {outputs.max():.3g}, which are not probabilities; "
                "return probabilities, or load it with task='regression'."
            )
        if self.kind == "single-label":
            self._check_choice(outputs)

    def _check_choice(self, outputs: Outputs) -> None:
        if outputs.shape[1] == 1:
            raise ModelError(
                f"{self.name} returned one number for each {self.noun}: load it with task='regression', or with "
                "task='multi-label' where the number is a probability."
            )
        sums = outputs.sum(axis=1)
        far = np.abs(sums - 1) > 1e-3 + 0.005 * outputs.shape[1]  # each may be rounded to two decimals
        if far.any():
            raise ModelError(
                f"{self.name} returned {outputs.shape[1]} numbers that sum to {sums[far][0]:.3g} for {self.an_input}, "
                "so they are not one choice among classes: load it with task='multi-label' (each its own probability), "
                "or with task='regression' (values)."
            )

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.name, None, None, None, versions(np))


def usual_labels(kind: str, width: int) -> tuple[str, ...]:
    """Names of `width` outputs that nobody has named."""
    if width == 1:
        return ("value",) if kind == "regression" else ("yes",)
    return tuple(f"class {index}" for index in range(width))
