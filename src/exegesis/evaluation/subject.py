"""What is judged: an explanation, its question put to a model again under whatever conditions a measure needs."""

from contextlib import suppress
from dataclasses import replace

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.data.asked import ENGINE
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.data.targets import OneTarget
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import KINDS, kind_of
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import build
from exegesis.explainers.table import method as find_method
from exegesis.tasks.held import held
from exegesis.tasks.table import task_of


class Subject:
    """An explanation and what it was asked; `InputError` in one line where it does not say that.

    Its units are those that it has, whatever a model's word pieces are; its target is the one that it explains,
    whatever a model answers.
    """

    def __init__(self, explanation: Explanation) -> None:
        self.explanation, self.input = explanation, explanation.input
        assert explanation.asked is not None  # else there is no input
        self.asked = explanation.asked

    @property
    def item(self) -> str:
        """What names the input for its random streams, as `explain` names it."""
        found = self.explanation
        return KINDS[found.of].content(self.input) if found.id is None else found.id

    def problem(
        self,
        engine: Engine,
        wishes: Wishes | None = None,
        *,
        target: OneTarget | None = None,
        output: str | None = None,
    ) -> Problem:
        """The explanation's units and target bound to a model, under an explainer's wishes.

        `target`: another one. `output`: another unit of its number. Raises `InputError` where the model has no such
        units or no such target.
        """
        wishes, explained = wishes or Wishes(), _in(self.explanation.target, output)
        if target is not None:
            return self._bound(engine, wishes, target, output)
        with suppress(InputError):
            problem = self._bound(engine, wishes, self.asked.target, output)
            if problem.targets[0] == explained:
                return problem
        # Another model, which answers otherwise or calls its answers otherwise.
        problem = self._bound(engine, wishes, self._held(engine), output)
        found = problem.targets[0]
        if found != explained:
            raise InputError(
                f"the explanation's target {shown(explained.name)} is {found.name!r} for {engine.model.name}; "
                "explain again with this model."
            )
        return problem

    def explainer(self) -> Explainer:
        """The method with its settings; `UnsupportedError` where a setting is not in the record."""
        method = self.explanation.method
        own = {name: value for name, value in self.asked.settings.items() if name not in ENGINE}
        try:
            kind = find_method(method).load()
            for name in sorted(kind.bulky - set(own)):
                raise InputError(f"{name} is too large to stand in it.")
            return build(kind, own)
        except InputError as error:
            raise UnsupportedError(f"{method} cannot be run again from its record: {error}") from None

    def _bound(self, engine: Engine, wishes: Wishes, target: OneTarget | None, output: str | None) -> Problem:
        found = self.explanation
        task = task_of(engine.model, output or found.target.output)
        problem = kind_of(engine.model).rebound(engine, task, found, target, wishes)
        if problem.units != found.units or problem.text != found.text:
            raise InputError(
                f"the explanation's units cannot be rebuilt on {engine.model.name}: {len(found.units)} are in it, "
                f"{len(problem.units)} were found; explain again with this model."
            )
        return problem

    def _held(self, engine: Engine) -> OneTarget:
        found = self.explanation
        start = found.parts[-1].start if found.parts else 0
        return held(found.target, self.asked.target, engine.model.labels, start)


def _in(target: Target, output: str | None) -> Target:
    """The target, its number in another unit; as it is for None."""
    if output is None:
        return target
    versus = None if target.versus is None else replace(target.versus, output=output)
    return replace(target, output=output, versus=versus)
