"""Models that do not say what their answers are: unit and number are learned from the first of them."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import KINDS, usual_labels
from exegesis.core.errors import LoadError, ModelError, unknown
from exegesis.core.plurals import several
from exegesis.core.types import Outputs

_NEAR = 1e-3  # of a sum of probabilities
_LINKS = {"single-label": ("do not sum to 1", "softmax"), "multi-label": ("are not all in 0..1", "sigmoid")}


class LearnedAnswers(Model):
    """A module or a file whose answers are logits or probabilities, which it does not say.

    Of one choice among classes probabilities sum to 1; of a probability for each all lie in 0..1; what does not is read
    as logits, and every explanation's warnings say so. With task="regression" they are values. A subclass calls
    `expect` first, `learn` with the first answers and `held` with all later ones. `answerer` and `noun`: what gives the
    answers, and to what, as errors call them.
    """

    answerer: ClassVar[str] = "module"
    noun: ClassVar[str] = "input"
    _scale: str | None  # None: not known yet
    _labels: tuple[str, ...] | None

    def expect(self, task: str | None, labels: Sequence[str] | None) -> None:
        """What the caller says of the answers; `InputError` for a task that is none."""
        if task not in KINDS:
            asked = ("classification", "multi-label", "regression")
            raise unknown(f"task for {several(self.noun)}", task, asked)
        self.kind = KINDS[task]
        self._scale = "value" if self.kind == "regression" else None
        self._labels = None if labels is None else tuple(map(str, labels))

    @property
    def scale(self) -> str:  # type: ignore[override]
        """Of the answers; "logit" until the first of them has told."""
        return self._scale or "logit"

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first answer, where nobody has named them."""
        return self._labels or ()

    @property
    def notes(self) -> tuple[str, ...]:
        if self._scale != "logit":
            return ()
        way, link = _LINKS[self.kind]
        return (f"The {self.answerer}'s answers {way}, so they are read as logits ({link}).",)

    @property
    def is_learned(self) -> bool:
        """Whether unit and number of the answers are known."""
        return self._scale is not None and self._labels is not None

    def learn(self, outputs: Outputs) -> None:
        """Unit and number of the answers, from some (n, C); `LoadError` where they cannot be what the caller says."""
        count = outputs.shape[1]
        if self._labels is not None and len(self._labels) != count:
            raise LoadError(
                f"{self.name} has {count} outputs, and {len(self._labels)} are named; give one name for each."
            )
        if count == 1 and self.kind == "single-label":
            raise LoadError(
                f"{self.name} returns one number for each {self.noun}: load it with task='regression', or with "
                "task='multi-label' where it is a probability or its logit."
            )
        if self._scale is None:
            self._scale = "logit" if logits_among(outputs, self.kind) else "probability"
        if self._labels is None:
            self._labels = usual_labels(self.kind, count)

    def held(self, outputs: Outputs) -> Outputs:
        """The answers (n, C), the first of them learned from; `ModelError` where they are of another unit now."""
        if not self.is_learned:
            self.learn(outputs)
        if self._scale == "probability" and logits_among(outputs, self.kind):
            raise ModelError(
                f"{self.name} returned probabilities at first and now {outputs.min():.3g} to {outputs.max():.3g}; let "
                f"the {self.answerer} return one of the two, such as logits."
            )
        return outputs


def logits_among(outputs: Outputs, kind: str) -> bool:
    """Whether some of these answers are no probabilities."""
    if ((outputs < -1e-6) | (outputs > 1 + 1e-6)).any():
        return True
    return kind == "single-label" and bool((np.abs(outputs.sum(axis=1) - 1) > _NEAR).any())
