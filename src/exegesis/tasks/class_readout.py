"""Targets of a classifier: columns of its outputs, averaged over the windows of a long text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.reads import Read
from exegesis.core.types import Floats, Outputs, Values
from exegesis.data.records import Target
from exegesis.tasks.tables import log_odds, log_softmax

if TYPE_CHECKING:
    from torch import Tensor

_TINY = 1e-12  # keeps the log-odds of a black box's certain answers finite


class ClassReadout:
    """Columns of a classifier's outputs, of a contrast the difference of two; over windows the weighted mean."""

    def __init__(self, model: Model, output: str, targets: Sequence[Target], weights: Floats) -> None:
        self.model = model
        self.output = output
        self.weights = weights
        self.columns = [target.index for target in targets]
        self.others = [None if target.versus is None else target.versus.index for target in targets]

    def key(self, window: int) -> str:
        return ""

    def of_rows(self, window: int) -> Read | None:
        return None

    def values(self, read: Outputs) -> Values:
        mean: Values = np.einsum("w,...wt->...t", self.weights, self._differences(self._numbers(read)))
        return mean

    def _numbers(self, outputs: Outputs) -> Floats:
        """All outputs (..., C) in the wished unit."""
        if self.output in ("logit", "log-odds") and self.model.scale == "probability":
            certain = np.clip(outputs, _TINY, 1 - _TINY)
            return np.asarray(np.log(certain) - np.log1p(-certain))
        if self.output == "log-odds" and self.model.kind == "single-label":
            return self._log_odds(outputs)
        if self.output == "log-probability" and self.model.scale == "logit":
            # From the logits: a probability too small for a float has a logarithm all the same.
            single = self.model.kind == "single-label"
            return log_softmax(outputs) if single else np.asarray(-np.logaddexp(0.0, -outputs))
        if self.output == "log-probability":
            return np.asarray(np.log(np.maximum(self.model.probabilities(outputs), _TINY)))
        return self.model.probabilities(outputs) if self.output == "probability" else outputs

    def _log_odds(self, outputs: Outputs) -> Floats:
        """The log-odds of the columns that are read; of the others nothing."""
        found = np.zeros(outputs.shape)
        for column in {*self.columns, *(other for other in self.others if other is not None)}:
            found[..., column] = log_odds(outputs, column)
        return found

    def _differences(self, numbers: Any) -> Any:
        chosen = numbers[..., self.columns]
        for place, other in enumerate(self.others):
            if other is not None:
                chosen[..., place] = chosen[..., place] - numbers[..., other]
        return chosen

    def of_points(self, window: int) -> Read:
        kind, output = self.model.kind, self.output

        def read(result: Any, inputs: Any) -> "Tensor":
            import torch

            logits: Tensor = result.logits
            if self.model.scale == "probability":
                logits = _of_probabilities(logits, output)
            elif output == "probability":
                logits = logits.float().softmax(-1) if kind == "single-label" else logits.float().sigmoid()
            elif output == "log-probability":
                logits = (
                    logits.float().log_softmax(-1)
                    if kind == "single-label"
                    else torch.nn.functional.logsigmoid(logits.float())
                )
            elif output == "log-odds" and kind == "single-label":
                logits = _log_odds_of_all(logits.float())
            plus = logits[:, self.columns]
            if all(other is None for other in self.others):
                return plus
            signs = [0.0 if other is None else 1.0 for other in self.others]
            minus = logits[:, [other or 0 for other in self.others]]
            return plus - minus * torch.tensor(signs, dtype=plus.dtype, device=plus.device)

        return read

    def positions(self, window: int) -> tuple[tuple[int, ...], ...] | None:
        return None


def _of_probabilities(found: "Tensor", output: str) -> "Tensor":
    """Probabilities (B, C) in the wished unit."""
    if output == "log-probability":
        return found.double().clamp_min(_TINY).log()
    if output in ("logit", "log-odds"):
        certain = found.double().clamp(_TINY, 1 - _TINY)
        return certain.log() - (-certain).log1p()
    return found


def _log_odds_of_all(logits: "Tensor") -> "Tensor":
    """(B, C) log-odds of every class; a step at a time, as C x C numbers would be many."""
    import torch

    found = []
    for column in range(logits.shape[-1]):
        others = torch.cat([logits[:, :column], logits[:, column + 1 :]], dim=-1)
        found.append(logits[:, column] - others.logsumexp(-1))
    return torch.stack(found, dim=-1)
