"""What can be asked of any model. Adapters give raw forward passes; batching and windows are shared here."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeAlias

import numpy as np
from scipy.special import expit, softmax

from exegesis.adapters.batching import run_batched
from exegesis.core.errors import ModelError, UnsupportedError
from exegesis.core.types import Outputs
from exegesis.data import renderers
from exegesis.data.inputs import Document, check_several, plain
from exegesis.data.records import Fingerprint, Window
from exegesis.data.rows import Row, Texts, Tokens

PRECISIONS = ("float32", "bfloat16")  # in which passes may be made
Run: TypeAlias = Callable[[Sequence[Row]], Outputs]
# What is read off one pass: (the model's output, its keyword arguments) -> torch tensor (B, K).
Read: TypeAlias = Callable[[Any, Any], Any]


class Model(ABC):
    """A model of texts with `len(labels)` outputs.

    `kind` is "single-label", "multi-label" or "regression"; `scale` says what `forward` returns: "logit",
    "probability" or "value". `gives` names what it can answer beyond outputs: "gradients", "attentions",
    "embeddings", "tokens"; "classes" where its outputs are labels of the whole text. `head` is what it was made for.
    """

    name: str
    kind: str
    scale: str
    head: str = "classification"
    gives: frozenset[str] = frozenset()
    batch_tokens: ClassVar[int] = 2048

    @property
    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """Names of the outputs, in their order."""

    def __repr__(self) -> str:
        return f"<{self.name}: {', '.join(value for _, value in self._facts())}>"

    def _repr_html_(self) -> str:
        shown: str = renderers.renderer("listed")(self.name, self._facts())
        return shown

    def _facts(self) -> list[tuple[str, str]]:
        """What a reader wants to know of it at a glance; it need not be hashed for that."""
        language = self.head in ("masked-lm", "causal-lm", "question-answering")  # whose outputs are not labels
        labels = [] if language else [("labels", ", ".join(self.labels[:8]) + (", …" if len(self.labels) > 8 else ""))]
        return [("head", self.head), *labels, ("gives", ", ".join(sorted(self.gives)) or "outputs alone")]

    @property
    def mask_id(self) -> int | None:
        """Id of the mask token that stands for what is removed; None where the model has none, or no tokens."""
        return None

    @property
    def pad_id(self) -> int | None:
        """Id of the padding token, None where there is none."""
        return None

    @property
    def end_id(self) -> int | None:
        """Id of the token that ends a text (or begins one, where none ends it), None where there is none."""
        return None

    @abstractmethod
    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        """One row for each text or pair, whole; `InputError` when one is longer than the model reads at once."""

    @abstractmethod
    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        """One pass over one batch: (B, C) in the unit `scale`, or what `read` makes of it, (B, K)."""

    @abstractmethod
    def fingerprint(self) -> Fingerprint:
        """Which model this is, exactly."""

    def check(self) -> None:  # noqa: B027 - of a callable only its answers can be checked
        """Try once whether the model can be asked at all; `LoadError` in one line where it cannot."""

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The stretches the model reads at once, with weights that sum to 1; one for all but very long texts.

        Of a document of two parts the first is read whole each time, and the windows are over the last.
        """
        return (Window(document.parts[-1].start, len(document.text), 1.0),)

    def tokens(self, document: Document, window: Window) -> Tokens:
        """The word pieces of one window, with offsets into the document's text."""
        raise UnsupportedError(f"{self.name} is a black box without tokens; use unit='word' or unit='sentence'.")

    def predict(self, texts: Sequence[str], batch_tokens: int | None = None, run: Run | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs: (n, outputs), batched; long texts by windows.

        `run` is what takes the rows through `forward`, where the caller has batching and counting of its own.
        """
        check_several(texts, "predict")
        rows: list[Row] = []
        owners: list[tuple[int, float]] = []
        for index, text in enumerate(texts):
            document = plain(text)
            for window in self.windows(document):
                rows.extend(self.encode([document.texts(window)]))
                owners.append((index, window.weight))
        if not rows:
            return np.empty((0, len(self.labels)))
        raw = run(rows) if run else run_batched(self.forward, rows, batch_tokens or self.batch_tokens)
        outputs = self.probabilities(raw)
        means = np.zeros((len(texts), outputs.shape[1]))
        np.add.at(means, [index for index, _ in owners], outputs * np.array([[weight] for _, weight in owners]))
        return means

    def probabilities(self, outputs: Outputs) -> Outputs:
        """What `forward` returned, as probabilities; values of a regression stay as they are."""
        if self.scale != "logit" or self.kind == "regression":
            return outputs
        result: Outputs = softmax(outputs, axis=-1) if self.kind == "single-label" else expit(outputs)
        return result


def check_outputs(name: str, outputs: object, rows: int, column: bool = False) -> Outputs:
    """`outputs` as a float array (rows, C), or a `ModelError` saying what is wrong; with `column`, (rows,) will do."""
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
        raise ModelError(f"{name} returned {array.shape[0]} rows for {rows} texts; return one row for each text.")
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array).all(axis=1))[0])
        raise ModelError(f"{name} returned NaN or infinity for text {row} of a batch of {rows}; mend the model.")
    return array
