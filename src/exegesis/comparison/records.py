"""What a comparison is made of: its sides (a model explained by a method), its texts, and what did not work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction, Unit


@dataclass(frozen=True, slots=True)
class Side:
    """One model explained by one method. `unit`: what it cut the texts into; `output`: the unit of its scores, None
    where no text could be explained."""

    model: str
    method: str
    unit: str
    output: str | None
    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """ "bundled:sentiment, lime" """
        return f"{self.model}, {self.method}"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A model and a method that does not fit it, and why."""

    model: str
    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong on one text: with a model's prediction (`method` None), or with its explanation."""

    model: str
    method: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ComparedText:
    """One text. `predictions` go with the models (None: failed), `explanations` and `scores` with the sides.

    `words` are the stretches on which all are compared, `scores[side]` that side's scores there, aligned by characters,
    in the side's own unit. `explained`: the label whose number is explained. Labels are called as the first model has
    them.
    """

    index: int
    id: str | None
    text: str
    truth: str | None
    explained: str | None
    predictions: tuple[Prediction | None, ...]
    words: tuple[Unit, ...] = ()
    explanations: tuple[Explanation | None, ...] = ()
    scores: tuple[tuple[float, ...] | None, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def name(self) -> str:
        """Its id, else its place counted from 1."""
        return f"text {self.index + 1}" if self.id is None else self.id

    def right(self, model: int) -> bool | None:
        """Whether this model's answer is the true label; None where either is not known."""
        answer = self.predictions[model]
        return None if answer is None or self.truth is None else answer.label == self.truth
