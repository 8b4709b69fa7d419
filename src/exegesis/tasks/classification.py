"""What is asked of a text classifier: one number for each target, a class's probability or logit."""

from collections.abc import Callable, Iterable, Sequence
from numbers import Integral
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import numpy as np

from exegesis.adapters.base import Model
from exegesis.errors import InputError, unknown
from exegesis.explanation import Prediction, Target
from exegesis.types import Floats, Outputs

if TYPE_CHECKING:
    from torch import Tensor

TargetSpec: TypeAlias = str | int | Sequence[str | int] | None
OUTPUTS = ("probability", "logit")
_TINY = 1e-12  # keeps the log-odds of a black box's certain answers finite


class Classification:
    """Single-label, multi-label and regression heads. Reads a model's raw outputs (..., C)."""

    def __init__(self, model: Model, output: str = "probability") -> None:
        if output not in OUTPUTS:
            raise unknown("output", output, OUTPUTS)
        self.model = model
        self.output = "value" if model.kind == "regression" else output

    def predict(self, outputs: Outputs, weights: Floats) -> Prediction:
        """The answer to a text whose windows gave `outputs` (W, C): weighted means, and the label with the largest."""
        means = weights @ self.model.probabilities(outputs)
        index = int(np.argmax(means))
        labels = self.model.labels
        return Prediction(labels[index], index, tuple(map(float, means)), labels, self.model.kind)

    def targets(self, spec: TargetSpec, prediction: Prediction) -> tuple[Target, ...]:
        """Targets named by label, index, "predicted" (also None), or a sequence of these."""
        specs = list(spec) if several(spec) else [spec]
        if not specs:
            raise InputError(f"no target given. Choose from: {', '.join(prediction.labels)}, or 'predicted'.")
        indices = [_index(one, prediction) for one in specs]
        return tuple(Target(prediction.labels[index], index, self.output) for index in indices)

    def values(self, outputs: Outputs, targets: Sequence[Target]) -> Floats:
        """The targets' numbers for raw outputs (..., C): (..., T)."""
        columns = [target.index for target in targets]
        if self.output == "logit" and self.model.scale == "probability":
            chosen = np.clip(outputs[..., columns], _TINY, 1 - _TINY)
            return np.asarray(np.log(chosen) - np.log1p(-chosen))
        scaled = self.model.probabilities(outputs) if self.output == "probability" else outputs
        return np.asarray(scaled[..., columns])

    def readout(self, targets: Sequence[Target]) -> "Callable[[Tensor], Tensor]":
        """The same as `values`, for torch logits (S, C) on the way to gradients: (S, T)."""
        columns = [target.index for target in targets]
        kind, output = self.model.kind, self.output

        def read(logits: "Tensor") -> "Tensor":
            if output == "probability":
                logits = logits.float().softmax(-1) if kind == "single-label" else logits.float().sigmoid()
            return logits[:, columns]

        return read


def several(spec: TargetSpec) -> TypeGuard[Sequence[str | int]]:
    """Whether `spec` is a sequence of targets and not one."""
    return isinstance(spec, Iterable) and not isinstance(spec, str)


def _index(spec: object, prediction: Prediction) -> int:
    labels = prediction.labels
    if spec is None or (spec == "predicted" and "predicted" not in labels):
        return prediction.index
    if isinstance(spec, str) and spec in labels:
        if labels.count(spec) > 1:
            raise InputError(f"{labels.count(spec)} outputs are called {spec!r}; give the index of one.")
        return labels.index(spec)
    index = _number(spec)
    if index is None:
        raise unknown("target", spec, [*labels, "predicted"])
    if not 0 <= index < len(labels):
        raise InputError(
            f"target {index} is out of range; the model's {len(labels)} outputs are 0 to {len(labels) - 1}."
        )
    return index


def _number(spec: object) -> int | None:
    """A whole number, also as text: "1" from a command line is an index unless a label is called so."""
    if isinstance(spec, bool) or not isinstance(spec, str | Integral):
        return None
    try:
        return int(spec)
    except ValueError:
        return None
