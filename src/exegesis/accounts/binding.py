"""An explanation bound to its model again, so that its units can be taken away from it."""

from dataclasses import dataclass
from typing import Any

from exegesis.accounts.claims import Told
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.core.types import Masks
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import kind_of
from exegesis.engine.problem import Problem
from exegesis.tasks.table import task_of

_PROBABILITY = "probability"


@dataclass(frozen=True)
class BoundExplanation:
    """What answers masks of an explanation's units. `output`: the unit of the numbers.

    `column`: the target's place among the classes, None where the number is asked for by itself and there is no label
    beside it; `versus`: of a contrast the other class's.
    """

    engine: Engine
    problem: Problem
    output: str
    column: int | None
    versus: int | None

    @property
    def absent(self) -> str:
        """What stands for an absent unit."""
        return self.problem.baseline.description

    def told(self, masks: Masks) -> Told:
        """The explained number of each mask (B, n), and the label that is answered, of a contrast the larger one's."""
        values = self.engine.score(self.problem, masks)
        if self.column is None:
            return Told(values[:, 0], [None] * len(masks))
        labels = self.engine.model.labels
        if self.versus is not None:
            this, that = labels[self.column], labels[self.versus]
            ahead = values[:, self.column] - values[:, self.versus]
            return Told(ahead, [this if by > 0 else that for by in ahead])
        return Told(values[:, self.column], [labels[index] for index in values.argmax(axis=1)])


def bound_to(explanation: Explanation, model: Model, baseline: str, target: Target | None = None) -> BoundExplanation:
    """`target`: another class than the explained one. `InputError` where it cannot be asked again of the model."""
    engine = Engine(model, precision=str(explanation.settings.get("precision", "float32")))
    target = target or explanation.target
    of_class = _is_class(target, model)
    output = _PROBABILITY if of_class else target.output
    problem = _problem(engine, explanation, of_class, output, baseline)
    column = target.index if of_class else None
    versus = target.versus.index if of_class and target.versus is not None else None
    return BoundExplanation(engine, problem, output, column, versus)


def _is_class(target: Target, model: Model) -> bool:
    """Whether the target is one of several classes, or two of them, so that a trial has an answer of its own."""
    of_classes = target.kind == "class" and (target.versus is None or target.versus.kind == "class")
    return of_classes and model.gives_classes and model.kind == "single-label"


def _problem(engine: Engine, explanation: Explanation, of_class: bool, output: str, baseline: str) -> Problem:
    if explanation.asked is None:
        raise InputError("the explanation does not say what it was asked; explain again.")
    target: Any = list(range(len(engine.model.labels))) if of_class else explanation.asked.target
    kind, task = kind_of(engine.model), task_of(engine.model, output)
    if baseline == "auto" and explanation.baseline.name in kind.removals:
        baseline = explanation.baseline.name
    problem = kind.rebound(engine, task, explanation, target, Wishes(baseline=baseline))
    if problem.units != explanation.units:
        raise InputError(f"the explanation's units cannot be rebuilt on {engine.model.name}; explain again with it.")
    return problem
