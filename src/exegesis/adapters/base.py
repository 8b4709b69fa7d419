"""What can be asked of any model, whatever it reads. Adapters give raw forward passes; batching is shared here."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

import numpy as np

from exegesis.adapters.batching import run_batched
from exegesis.adapters.capabilities import CAPABILITIES
from exegesis.adapters.reads import Read
from exegesis.core.characters import one_line
from exegesis.core.errors import ModelError
from exegesis.core.plurals import plural
from exegesis.core.probabilities import expit, softmax
from exegesis.core.types import Outputs
from exegesis.data import renderers
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row


class Model(ABC):
    """A model with `len(labels)` outputs.

    `kind` is "single-label", "multi-label" or "regression"; `scale` says what `forward` returns: "logit",
    "probability" or "value". `head` is what it was made for. What it can answer beyond outputs is told by the methods
    that it has (`capabilities`).
    """

    name: str
    kind: str
    scale: str
    head: str = "classification"
    reads: ClassVar[str] = "other"  # the kind of data that it takes
    batch_tokens: ClassVar[int] = 2048  # of one batch; of what is no text what its rows say of their size

    @property
    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """Names of the outputs, in their order."""

    @cached_property
    def gives(self) -> frozenset[str]:
        """What it answers beyond outputs, by name; "classes" where its outputs are labels of the whole input."""
        found = {name for name, kind in CAPABILITIES.items() if isinstance(self, kind)}
        return frozenset(found | ({"classes"} if self.gives_classes else set()))

    @property
    def gives_classes(self) -> bool:
        """Whether its outputs are labels, or values, of the whole input."""
        return self.head == "classification"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of a result should know of how the passes were made."""
        return ()

    @abstractmethod
    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        """One pass over one batch: (B, C) in the unit `scale`, or what `read` makes of it, (B, K)."""

    @abstractmethod
    def fingerprint(self) -> Fingerprint:
        """Which model this is, exactly."""

    def check(self) -> None:  # noqa: B027 - of a callable only its answers can be checked
        """Try once whether the model can be asked at all; `LoadError` in one line where it cannot."""

    def outputs(self, rows: Sequence[Row], batch_tokens: int | None = None) -> Outputs:
        """`forward` over many rows, in batches of like lengths: (n, C) in the rows' order."""
        return run_batched(self.forward, rows, batch_tokens or self.batch_tokens)

    def probabilities(self, outputs: Outputs) -> Outputs:
        """What `forward` returned, as probabilities; values of a regression stay as they are."""
        if self.scale != "logit" or self.kind == "regression":
            return outputs
        result: Outputs = softmax(outputs) if self.kind == "single-label" else expit(outputs)
        return result

    def __repr__(self) -> str:
        return one_line(f"<{self.name}: {', '.join(value for _, value in self._facts())}>")

    def _repr_html_(self) -> str:
        shown: str = renderers.renderer("listed")(self.name, self._facts())
        return shown

    def _facts(self) -> list[tuple[str, str]]:
        """What a reader wants to know of it at a glance; it need not be hashed for that."""
        language = self.head in ("masked-lm", "causal-lm", "question-answering")  # whose outputs are not labels
        labels = [] if language else [("labels", ", ".join(self.labels[:8]) + (", …" if len(self.labels) > 8 else ""))]
        return [("head", self.head), *labels, ("gives", ", ".join(sorted(self.gives)) or "outputs alone")]


def check_outputs(name: str, outputs: object, rows: int, column: bool = False, noun: str = "text") -> Outputs:
    """`outputs` as a float array (rows, C), or a `ModelError` saying what is wrong; with `column`, (rows,) will do.

    `noun`: what the model takes.
    """
    try:
        array = np.asarray(outputs, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError):  # torch raises RuntimeError for tensors that require gradients
        raise ModelError(f"{name} returned something that is not an array of numbers; return (n, classes).") from None
    if column and array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise ModelError(
            f"{name} returned an array of shape {array.shape}; return (n, classes), here ({rows}, classes)."
        )
    if array.shape[0] != rows:
        raise ModelError(
            f"{name} returned {array.shape[0]} rows for {plural(rows, noun)}; return one row for each {noun}."
        )
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array).all(axis=1))[0])
        raise ModelError(f"{name} returned NaN or infinity for {noun} {row} of a batch of {rows}; mend the model.")
    return array
