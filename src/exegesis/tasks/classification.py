"""What is asked of a classifier of texts or pairs: one number for each target, a class's probability or logit."""

from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import Model
from exegesis.errors import InputError, shown, unknown
from exegesis.inputs import Document, Pair, of_two, plain
from exegesis.records import Prediction, Target
from exegesis.targets import Contrast, OneTarget, TargetSpec, listed
from exegesis.tasks.base import Aimed, Look, Scene, Task
from exegesis.tasks.class_readout import ClassReadout
from exegesis.tasks.contrasts import contrasted
from exegesis.types import Floats, Outputs


class Classification(Task):
    """Single-label, multi-label and regression heads, over a text or a pair of texts.

    Units: beside those of every head "log-odds", log p / (1 - p): for two classes that share their probability the
    difference of their logits, for a class of its own its logit.
    """

    head: ClassVar[str] = "classification"
    takes: ClassVar[tuple[type, ...]] = (str, Pair)
    outputs: ClassVar[tuple[str, ...]] = ("probability", "logit", "log-probability", "log-odds")
    positional: ClassVar[bool] = False

    def __init__(self, model: Model, output: str | None = None) -> None:
        is_value = model.kind == "regression"
        super().__init__(model, None if is_value and output == "value" else output)
        if is_value:
            self.output = "value"

    def _document(self, given: Any) -> Document:
        return of_two(("first", "second"), given.first, given.second) if isinstance(given, Pair) else plain(given)

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets named by label, index, "predicted" (also None), a contrast of two, or a sequence of these."""
        weights = np.array([window.weight for window in scene.windows])
        prediction = self.answer(np.stack([look(row, None) for row in scene.rows(self.model)]), weights)
        specs = listed(spec)
        if not specs:
            raise InputError(f"no target given. Choose from: {', '.join(prediction.labels)}, or 'predicted'.")
        targets = tuple(self._target(one, prediction) for one in specs)
        readout = ClassReadout(self.model, self.output, targets, weights)
        return Aimed(targets, (prediction,) * len(targets), readout)

    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        """All labels with their probabilities, whatever `k` is: there are only so many."""
        return list(self.aim(scene, None, look).predictions)

    def answer(self, outputs: Outputs, weights: Floats) -> Prediction:
        """The answer to a text whose windows gave `outputs` (W, C): weighted means, and the label with the largest."""
        means = weights @ self.model.probabilities(outputs)
        index = int(np.argmax(means))
        labels = self.model.labels
        return Prediction(labels[index], index, tuple(map(float, means)), labels, self.model.kind)

    def _target(self, spec: OneTarget | None, prediction: Prediction) -> Target:
        if isinstance(spec, Contrast):
            this, that = self._target(spec.target, prediction), self._target(spec.versus, prediction)
            return contrasted(this, that)
        index = _index(spec, prediction)
        return Target(prediction.labels[index], index, self.output)


def _index(spec: object, prediction: Prediction) -> int:
    labels = prediction.labels
    if spec is None or (spec == "predicted" and "predicted" not in labels):
        return prediction.index
    if isinstance(spec, str) and spec in labels:
        if labels.count(spec) > 1:
            raise InputError(f"{labels.count(spec)} outputs are called {shown(spec)}; give the index of one.")
        return labels.index(spec)
    index = number(spec)
    if index is None:
        raise unknown("target", spec, [*labels, "predicted"])
    if not 0 <= index < len(labels):
        raise InputError(
            f"target {index} is out of range; the model's {len(labels)} outputs are 0 to {len(labels) - 1}."
        )
    return index


def number(spec: object) -> int | None:
    """A whole number, also as text: "1" from a command line is an index unless a label is called so."""
    if isinstance(spec, bool) or not isinstance(spec, str | Integral):
        return None
    try:
        return int(spec)
    except ValueError:
        return None
