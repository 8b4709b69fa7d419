"""What is asked of a classifier of texts or pairs: one number for each target, a class's probability or logit."""

from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Outputs
from exegesis.data.inputs import Document, Pair, of_two, plain
from exegesis.data.records import Prediction, Target
from exegesis.data.targets import Contrast, OneTarget, TargetSpec
from exegesis.tasks.base import Aimed, Look, Scene, Task
from exegesis.tasks.class_names import place_of
from exegesis.tasks.class_readout import ClassReadout
from exegesis.tasks.contrasts import contrasted


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
        if model.kind != "regression":
            super().__init__(model, output)
            return
        super().__init__(model)
        self.output = "value"
        if output not in (None, "value"):
            is_logit = model.scale == "logit"
            way = ", or load it with task='multi-label' where they are logits of probabilities" if is_logit else ""
            raise InputError(f"{model.name} gives values, which have no {output}; leave out output={way}.")

    def _document(self, given: Any) -> Document:
        return of_two(("first", "second"), given.first, given.second) if isinstance(given, Pair) else plain(given)

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets named by label, index, "predicted" (also None), a contrast of two, or a sequence of these."""
        weights = np.array([window.weight for window in scene.windows])
        prediction = self.answer(np.stack([look(row, None) for row in scene.rows(self.model)]), weights)
        specs = self.specs(spec)
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
    if spec is None or (spec == "predicted" and "predicted" not in prediction.labels):
        return prediction.index
    return place_of(spec, prediction.labels, others=("predicted",))
