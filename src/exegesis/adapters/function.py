"""Black boxes: any callable from texts to class probabilities, and scikit-learn pipelines."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import Model, Read, check_outputs
from exegesis.errors import InputError, ModelError
from exegesis.records import Fingerprint
from exegesis.rows import Row, Texts, TokenRow
from exegesis.types import Outputs
from exegesis.version import versions

_KINDS: dict[str | None, str] = {
    None: "single-label",
    "classification": "single-label",
    "multi-label": "multi-label",
    "regression": "regression",
}


class FunctionModel(Model):
    """A callable `list[str] -> (n, classes)` of probabilities; with task="regression", of values.

    Pairs of texts it is given as tuples, in the same list.

    The number of classes is learned from the first answer, or from `labels`, and held to from then on.
    """

    gives = frozenset({"classes"})
    batch_tokens: ClassVar[int] = 65_536

    def __init__(
        self,
        function: Callable[[list[Any]], Any],
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        if task not in _KINDS:
            raise InputError(
                f"unknown task {task!r} for a callable. Choose from: classification, multi-label, regression."
            )
        self.function = function
        self.kind: str = _KINDS[task]
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
        answer = self.function([row for row in rows if not isinstance(row, TokenRow)])
        outputs = check_outputs(self.name, answer, len(rows), column=self.kind == "regression")
        if self.scale == "probability" and ((outputs < -1e-6) | (outputs > 1 + 1e-6)).any():
            raise ModelError(
                f"{self.name} returned {outputs.min():.3g} to {outputs.max():.3g}, which are not probabilities; "
                "return probabilities, or load it with task='regression'."
            )
        if self._labels is None:
            self._labels = (
                ("value",)
                if self.kind == "regression" and outputs.shape[1] == 1
                else tuple(f"class {index}" for index in range(outputs.shape[1]))
            )
        if outputs.shape[1] != len(self._labels):
            raise ModelError(f"{self.name} returned {outputs.shape[1]} classes where {len(self._labels)} are known.")
        return outputs

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.name, None, None, None, versions(np))


def from_sklearn(
    pipeline: Any, *, task: str | None = None, labels: Sequence[str] | None = None, name: str | None = None
) -> FunctionModel:
    """A scikit-learn pipeline (or estimator of texts) with `predict_proba`; label names from `classes_`."""
    if labels is None and hasattr(pipeline, "classes_"):
        labels = [str(label) for label in pipeline.classes_]
    return FunctionModel(
        pipeline.predict_proba, task=task, labels=labels, name=name or f"{type(pipeline).__name__} (scikit-learn)"
    )
