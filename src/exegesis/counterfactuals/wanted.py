"""Which answer is wished for, and how far an input is from it: margins, above 0 where the answer is that one."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats
from exegesis.data.records import Prediction
from exegesis.data.targets import Contrast, OneTarget
from exegesis.tasks.class_names import place_of

_LABEL = 0.5  # from which on a label of several is given
_LEAST = float(np.finfo(float).tiny)


class WantedAnswer(ABC):
    """An answer other than the present one. `name`: of the one that is wished; None: any other."""

    name: str | None

    @abstractmethod
    def is_met(self, outputs: Floats) -> bool:
        """Whether the model's outputs (C,) give the wished answer."""

    @abstractmethod
    def lead(self, outputs: Floats) -> float:
        """By how much they give it; below 0 where they do not, and 0 on the edge."""

    def margin(self, outputs: Floats) -> float:
        """The lead, above 0 where the answer is the wished one and nowhere else, on the edge too."""
        lead = self.lead(outputs)
        return max(lead, _LEAST) if self.is_met(outputs) else min(lead, 0.0)

    @abstractmethod
    def contrast(self, prediction: Prediction) -> OneTarget | None:
        """What an explanation is to explain, for its order of units: the present answer, against the wished one."""


@dataclass(frozen=True)
class WantedClass(WantedAnswer):
    """Another class of several, or one of them."""

    own: int
    target: int | None
    name: str | None

    def is_met(self, outputs: Floats) -> bool:
        answer = int(np.argmax(outputs))
        return answer != self.own if self.target is None else answer == self.target

    def lead(self, outputs: Floats) -> float:
        others = np.delete(outputs, self.own if self.target is None else self.target)
        if self.target is None:
            return float(others.max() - outputs[self.own])
        return float(outputs[self.target] - others.max())

    def contrast(self, prediction: Prediction) -> OneTarget | None:
        return None if self.target is None else Contrast(self.own, self.target)


@dataclass(frozen=True)
class WantedLabels(WantedAnswer):
    """Another set of labels: any other, or one in which one label is given that was not, or is not that was."""

    given: tuple[bool, ...]
    target: int | None
    name: str | None

    def is_met(self, outputs: Floats) -> bool:
        turned = (outputs >= _LABEL) != np.array(self.given)
        return bool(turned.any() if self.target is None else turned[self.target])

    def lead(self, outputs: Floats) -> float:
        towards = np.where(self.given, _LABEL - outputs, outputs - _LABEL)
        return float(towards.max() if self.target is None else towards[self.target])

    def contrast(self, prediction: Prediction) -> OneTarget | None:
        return prediction.index if self.target is None else self.target


@dataclass(frozen=True)
class WantedValue(WantedAnswer):
    """A value of a regression that is at least, or at most, so much."""

    output: int
    bound: float
    is_least: bool
    name: str | None

    def is_met(self, outputs: Floats) -> bool:
        return self.lead(outputs) >= 0

    def lead(self, outputs: Floats) -> float:
        beyond = float(outputs[self.output]) - self.bound
        return beyond if self.is_least else -beyond

    def contrast(self, prediction: Prediction) -> OneTarget | None:
        return self.output


def wanted_class(
    prediction: Prediction, target: OneTarget | None, at_least: float | None, at_most: float | None
) -> WantedAnswer:
    """The wished answer of a classifier, or value; `InputError` for one that the model gives already."""
    if prediction.kind == "regression":
        return _value(prediction, target, at_least, at_most)
    if at_least is not None or at_most is not None:
        raise InputError("at_least and at_most are for models that give values; name a target class instead.")
    place = None if target is None else place_of(_rather_than(target, prediction), prediction.labels)
    if prediction.kind == "multi-label":
        given = tuple(value >= _LABEL for value in prediction.outputs)
        return WantedLabels(given, place, None if place is None else _turned(prediction.labels[place], given[place]))
    if len(prediction.labels) < 2:
        raise InputError("the model has one class alone, so there is no other answer.")
    if place == prediction.index:
        raise InputError(
            f"the answer is {shown(prediction.label)} already; name another target, or none for any other."
        )
    return WantedClass(prediction.index, place, None if place is None else prediction.labels[place])


def _rather_than(target: OneTarget, prediction: Prediction) -> Any:
    """The wished one of "this rather than that"; `InputError` where "this" is not the answer."""
    if not isinstance(target, Contrast):
        return target
    if target.versus in (None, "predicted"):
        raise InputError("the contrast names no other answer; give the one that is wished as versus=.")
    this = target.target
    if this not in (None, "predicted") and place_of(this, prediction.labels) != prediction.index:
        raise InputError(f"the answer is {shown(prediction.label)}, and not {shown(this)}.")
    return target.versus


def _turned(label: str, is_given: bool) -> str:
    return f"not {label}" if is_given else label


def _value(
    prediction: Prediction, target: OneTarget | None, at_least: float | None, at_most: float | None
) -> WantedValue:
    if (at_least is None) == (at_most is None):
        raise InputError("the model gives values: say which one is wished, as at_least= or at_most= (one of the two).")
    place = prediction.index if target is None else place_of(target, prediction.labels)
    bound = at_least if at_least is not None else at_most
    if isinstance(bound, bool) or not isinstance(bound, int | float) or not np.isfinite(bound):
        raise InputError(f"at_least and at_most take a number, not {shown(bound)}.")
    sign, is_least = ("≥" if at_least is not None else "≤"), at_least is not None
    wanted = WantedValue(place, float(bound), is_least, f"{prediction.labels[place]} {sign} {bound:g}")
    if wanted.is_met(np.array(prediction.outputs)):
        raise InputError(f"the value is {prediction.outputs[place]:.4g}, which is {sign} {bound:g} already.")
    return wanted
