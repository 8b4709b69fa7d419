"""From the caller's words to a plan: method, settings, model and target, checked once for however many inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.adapters import table
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.plurals import several
from exegesis.core.randomness import stream
from exegesis.data.asked import Asked, said
from exegesis.data.explanation import Explanation
from exegesis.data.targets import TargetSpec, listed
from exegesis.engine.asks import Asks
from exegesis.engine.assemble import explanations
from exegesis.engine.engine import Engine
from exegesis.engine.fitting import check_asked, told
from exegesis.engine.kind import Kind, Laid
from exegesis.engine.kinds import KINDS, check_known, check_shared, kind_of
from exegesis.engine.long_work import LongWork
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution, Explainer
from exegesis.explainers.settings import build, check_room, setting_names
from exegesis.explainers.table import AUTO, folded, usual
from exegesis.explainers.table import method as find_method
from exegesis.tasks.base import Scene, Task
from exegesis.tasks.table import task_of

SHARED = KINDS["text"].settings


@dataclass(frozen=True)
class Plan:
    """What is to be done with an input, or with each of many."""

    model: Model
    explainer: Explainer
    shared: Mapping[str, Any]  # the settings that all methods share
    target: TargetSpec
    unit: Any
    seed: int
    several: bool = False  # of many texts: a phrase need not stand in each of them

    def engine(self) -> Engine:
        """A fresh engine, as wished."""
        budget = self.shared.get(self.kind.budget)
        return Engine(self.model, batch_tokens=budget, precision=self.shared.get("precision", "float32"))

    @cached_property
    def kind(self) -> Kind:
        """The kind of data that the model reads."""
        return kind_of(self.model)

    @cached_property
    def task(self) -> Task:
        """What is asked of the model."""
        output = self.shared.get("output")
        if output is None and _gives_classes(self.model):
            several = len(self.model.labels) > 2 and self.explainer.output_of_several is not None
            output = self.explainer.output_of_several if several else self.explainer.output_of_classes
        return task_of(self.model, output)

    def scene(self, given: Any) -> Scene:
        """The input before the model; `UnsupportedError` where the explainer cannot read it."""
        return self.kind.scene(self, self.kind.read(given))

    def layout(self, scene: Scene) -> Laid:
        """The units of a scene. Takes no pass."""
        return self.kind.layout(self, scene)

    def problem(self, engine: Engine, given: Any, layout: Laid | None = None) -> Problem:
        """The input, or the scene made of it (and its layout, where that is known), bound to the model.

        Takes a pass for the prediction, where the engine does not know it.
        """
        scene = given if isinstance(given, Scene) else self.scene(given)
        problem = self.kind.bound(self, engine, scene, layout or self.layout(scene))
        check_asked(problem, self.explainer)
        check_room(self.explainer, problem.game)
        return problem

    def stream(self, given: Any, id: str | None) -> np.random.Generator:
        """The random stream of an input."""
        return stream(self.seed, self.kind.content(self.kind.read(given)) if id is None else _id(id))

    def explaining(
        self, engine: Engine, given: Any, id: str | None, waiting: LongWork | None = None
    ) -> Asks[list[Explanation]]:
        """The whole way of one input, as work that yields asks: one explanation for each target.

        One input's asks are answered here and now (`api.explain`), those of many are pooled (`many`).
        """
        given = self.kind.read(given)
        rng, scene = self.stream(given, id), self.scene(given)
        layout = self.layout(scene)
        if waiting is not None:
            waiting.laid_out(engine, scene, layout)
        if self.model.gives_classes:
            # The passes for the answer, in the batches of the others; binding then finds them known.
            for row in scene.rows(self.model):
                yield from engine.wanting([row])
        problem = self.problem(engine, scene, layout)
        if waiting is not None:
            waiting.bound(engine, problem)
        attribution = yield from engine.driving(problem, self.explainer.explain(problem.game, rng))
        yield from engine.valuing(problem)
        return self.assembled(engine, problem, attribution, id)

    def assembled(
        self, engine: Engine, problem: Problem, attribution: Attribution, id: str | None
    ) -> list[Explanation]:
        """One explanation for each target."""
        asked = self.asked(engine, problem)
        settings = asked[0].settings
        return explanations(engine, problem, self.explainer.name, attribution, settings, asked, self.seed, id)

    def asked(self, engine: Engine, problem: Problem) -> list[Asked]:
        """What the explanation of each target was asked."""
        of_first = self.kind.asked(self, engine, problem)
        return [replace(of_first, target=said(target)) for target in listed(self.target)]


def planned(
    model: Model | str | Path,
    method: str,
    settings: Mapping[str, Any],
    target: TargetSpec,
    unit: Any,
    seed: object = 0,
) -> Plan:
    """The plan; an `InputError` in one line for a method, a setting or a model that does not do."""
    kind = find_method(named(method)).load()
    names = setting_names(kind)
    for name in settings:
        check_known(name, named(method), names)
    own = {name: value for name, value in settings.items() if name in names}
    shared = {name: value for name, value in settings.items() if name not in names and value is not None}
    return planned_with(model, build(kind, own), shared, target, unit, seed)


def planned_with(
    model: Model | str | Path,
    explainer: Explainer,
    shared: Mapping[str, Any],
    target: TargetSpec,
    unit: Any,
    seed: object = 0,
) -> Plan:
    """The plan of a method that is made already; `shared` are the settings that all methods share, None left out."""
    shared = {name: value for name, value in shared.items() if value is not None}
    for name in shared:
        check_known(name, explainer.name, setting_names(type(explainer)))
    checked = _seed(seed)
    loaded = table.load(model, table.Options(threads=shared.get("threads")))
    check_shared(list(shared), loaded)
    _check_fits(loaded, explainer)
    plan = Plan(loaded, explainer, shared, target, unit, checked)
    plan.kind.check(plan)
    return plan


def _gives_classes(model: Model) -> bool:
    """Whether its outputs are logits of classes, which a method may rather explain in a unit of its own choice."""
    return model.gives_classes and model.scale == "logit" and model.kind != "regression"


def settings_of(method: str, kind: str = "text") -> tuple[str, ...]:
    """Names of the settings that this method takes on a kind of data."""
    return setting_names(find_method(named(method)).load()) + KINDS[kind].settings


def named(method: str) -> str:
    """The method's own name, where the caller leaves the choice or calls it otherwise."""
    return usual("explain")[0] if isinstance(method, str) and folded(method) == AUTO else find_method(method).name


def _check_fits(model: Model, explainer: Explainer) -> None:
    lacking = sorted(explainer.needs - model.gives)
    if lacking:
        raise UnsupportedError(
            f"{explainer.name} needs {' and '.join(lacking)}, which {model.name} does not give. {told(model)}"
        )
    if explainer.superpixels is not None and model.reads != "image":
        raise UnsupportedError(
            f"preset='image' of {explainer.name} is for images, and {model.name} reads {several(model.reads)}; "
            "leave it out."
        )


def _seed(seed: object) -> int:
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise InputError(f"seed must be a whole number, not {shown(seed)}.")
    return int(seed)


def _id(id: str) -> str:
    if not isinstance(id, str) or not id.isprintable():
        raise InputError(f"id must be printable text, not {shown(id)}.")
    return id
