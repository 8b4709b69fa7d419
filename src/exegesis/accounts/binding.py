"""An explanation bound to its model again, so that its units can be taken away from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from exegesis.accounts.claims import Told
from exegesis.adapters.base import Model
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError
from exegesis.core.types import Masks
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import kind_of
from exegesis.engine.problem import Problem
from exegesis.modalities.text.maskers import TokenMasker
from exegesis.tasks.base import Task
from exegesis.tasks.span_qa import SpanQA
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
    task: Task

    @property
    def absent(self) -> str:
        """What stands for an absent unit."""
        return self.problem.baseline.description

    def told(self, masks: Masks) -> Told:
        """The explained number of each mask (B, n), and the label that is answered, of a contrast the larger one's."""
        values = self.engine.score(self.problem, masks)
        if self.column is None:
            return Told(values[:, 0], self._answers(masks))
        labels = self.engine.model.labels
        if self.versus is not None:
            this, that = labels[self.column], labels[self.versus]
            ahead = values[:, self.column] - values[:, self.versus]
            return Told(ahead, [this if by > 0 else that for by in ahead])
        return Told(values[:, self.column], [labels[index] for index in values.argmax(axis=1)])

    def _answers(self, masks: Masks) -> Sequence[str | None]:
        """What a question is answered then, its answer being one of the context's own stretches; None of all else."""
        scene, masker = self.problem.scene, self.problem.masker
        if not (isinstance(self.task, SpanQA) and isinstance(masker, TokenMasker) and self.output == _PROBABILITY):
            return [None] * len(masks)
        windows = [masker.rows(window, masks) for window in range(len(scene.windows))]
        changed = [
            replace(scene, tokens=tuple(replace(part, row=row) for part, row in zip(scene.tokens, rows, strict=True)))
            for rows in zip(*windows, strict=True)
        ]
        return [self.task.predict(one, self.engine.look, 1)[0].label for one in changed]


def bound_to(explanation: Explanation, model: Model, baseline: str, target: Target | None = None) -> BoundExplanation:
    """`target`: another class than the explained one. `InputError` where it cannot be asked again of the model."""
    engine = Engine(model, precision=str(explanation.settings.get("precision", "float32")))
    target = target or explanation.target
    of_class = _is_class(target, model)
    of_answer = isinstance(model, TextModel) and model.head == SpanQA.head and target.versus is None
    output = _PROBABILITY if of_class or of_answer else target.output
    task = task_of(model, output)
    problem = _problem(engine, task, explanation, of_class, baseline)
    column = target.index if of_class else None
    versus = target.versus.index if of_class and target.versus is not None else None
    return BoundExplanation(engine, problem, output, column, versus, task)


def _is_class(target: Target, model: Model) -> bool:
    """Whether the target is one of several classes, or two of them, so that a trial has an answer of its own."""
    of_classes = target.kind == "class" and (target.versus is None or target.versus.kind == "class")
    return of_classes and model.gives_classes and model.kind == "single-label"


def _problem(engine: Engine, task: Task, explanation: Explanation, of_class: bool, baseline: str) -> Problem:
    if explanation.asked is None:
        raise InputError("the explanation does not say what it was asked; explain again.")
    target: Any = list(range(len(engine.model.labels))) if of_class else explanation.asked.target
    kind = kind_of(engine.model)
    if baseline == "auto" and explanation.baseline.name in kind.removals:
        baseline = explanation.baseline.name
    problem = kind.rebound(engine, task, explanation, target, Wishes(baseline=baseline))
    if problem.units != explanation.units:
        raise InputError(f"the explanation's units cannot be rebuilt on {engine.model.name}; explain again with it.")
    return problem
