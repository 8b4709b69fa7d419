"""Black boxes: any callable from texts to class probabilities."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import check_outputs
from exegesis.adapters.batching import out_of_memory
from exegesis.adapters.reads import Read
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import ExegesisError, ModelError, unknown
from exegesis.core.types import Outputs
from exegesis.core.version import versions
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row, Texts, TokenRow

KINDS: dict[str | None, str] = {
    "classification": "single-label",
    "multi-label": "multi-label",
    "regression": "regression",
    "single-label": "single-label",  # what "classification" means, by the name that a Model has for it
    None: "single-label",
}


class FunctionModel(TextModel):
    """A callable `list[str] -> (n, classes)` of probabilities; with task="regression", of values.

    Pairs of texts it is given as tuples, in the same list. One number for each text, (n,), is a value, or with
    task="multi-label" a probability. The numbers of one choice among classes sum to 1; others are an error.

    The number of classes is learned from the first answer, or from `labels`, and held to from then on.
    """

    batch_tokens: ClassVar[int] = 65_536
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

    @property
    def labels(self) -> tuple[str, ...]:
        if self._labels is None:
            self.forward(["a"])  # any text will do: the answer's width is what is asked
        return self._labels or ()

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        return list(texts)

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        answer = self._answer([row for row in rows if not isinstance(row, TokenRow)])
        outputs = check_outputs(self.name, answer, len(rows), column=True)
        if self._labels is not None and outputs.shape[1] != len(self._labels):
            raise ModelError(f"{self.name} returned {outputs.shape[1]} classes where {len(self._labels)} are known.")
        if self.scale == "probability":
            self._check_probabilities(outputs)
        if self._labels is None:
            self._labels = self._names(outputs.shape[1])
        return outputs

    def _answer(self, texts: list[Any]) -> Any:
        try:
            return self.function(texts)
        except Exception as error:
            if not self.in_one_line or isinstance(error, ExegesisError) or out_of_memory(error):
                raise
            said = " ".join(str(error).split()) or "no message"
            raise ModelError(f"{self.name} failed on texts: {type(error).__name__}: {said}") from error

    def _names(self, width: int) -> tuple[str, ...]:
        """Names of `width` outputs that nobody has named."""
        if width == 1:
            return ("value",) if self.kind == "regression" else ("yes",)
        return tuple(f"class {index}" for index in range(width))

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
                f"{self.name} returned one number for each text: load it with task='regression', or with "
                "task='multi-label' where the number is a probability."
            )
        sums = outputs.sum(axis=1)
        far = np.abs(sums - 1) > 1e-3 + 0.005 * outputs.shape[1]  # each may be rounded to two decimals
        if far.any():
            raise ModelError(
                f"{self.name} returned {outputs.shape[1]} numbers that sum to {sums[far][0]:.3g} for a text, so they "
                "are not one choice among classes: load it with task='multi-label' (each its own probability), or with "
                "task='regression' (values)."
            )

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.name, None, None, None, versions(np))
