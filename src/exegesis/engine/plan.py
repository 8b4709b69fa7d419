"""From the caller's words to a plan: method, settings, model and target, checked once for however many texts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.adapters import table
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesTokens
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.randomness import stream
from exegesis.core.text import Segmenter
from exegesis.data.asked import Asked, said
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Input, content
from exegesis.data.phrases import Phrases
from exegesis.data.targets import TargetSpec, listed
from exegesis.engine.asks import Asks
from exegesis.engine.assemble import explanations
from exegesis.engine.bind import Wishes, bind, layout_of
from exegesis.engine.engine import Engine
from exegesis.engine.fitting import check_asked, told
from exegesis.engine.layout import Layout
from exegesis.engine.long_work import LongWork
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution, Explainer
from exegesis.explainers.settings import build, check_room, setting_names
from exegesis.explainers.table import AUTO, folded, usual
from exegesis.explainers.table import method as find_method
from exegesis.modalities.text.units import chosen_parts
from exegesis.tasks.base import Scene, Task
from exegesis.tasks.table import task_of

SHARED = ("output", "parts", "phrases", "batch_tokens", "precision", "threads")


@dataclass(frozen=True)
class Plan:
    """What is to be done with a text, or with each of many."""

    model: TextModel
    explainer: Explainer
    shared: Mapping[str, Any]  # the settings that all methods share
    target: TargetSpec
    unit: str | Segmenter
    seed: int
    several: bool = False  # of many texts: a phrase need not stand in each of them

    def engine(self) -> Engine:
        """A fresh engine, as wished."""
        shared = self.shared
        return Engine(self.model, batch_tokens=shared.get("batch_tokens"), precision=shared.get("precision", "float32"))

    @cached_property
    def task(self) -> Task:
        """What is asked of the model."""
        output = self.shared.get("output")
        if output is None and _gives_classes(self.model):
            output = self.explainer.output_of_classes
        return task_of(self.model, output)

    def scene(self, text: Input) -> Scene:
        """The text before the model; `UnsupportedError` where the explainer cannot read it."""
        scene = self.task.scene(text)
        _check_pieces(self.model, scene, self.explainer)
        return scene

    def layout(self, scene: Scene) -> Layout:
        """The units of a scene. Takes no pass."""
        return layout_of(self.model, scene, self.unit, self.wishes)

    def problem(self, engine: Engine, text: Input | Scene, layout: Layout | None = None) -> Problem:
        """The text, or the scene made of it (and its layout, where that is known), bound to the model.

        Takes a pass for the prediction, where the engine does not know it.
        """
        scene = text if isinstance(text, Scene) else self.scene(text)
        wishes = self.wishes
        problem = bind(engine, self.task, scene, target=self.target, unit=self.unit, wishes=wishes, layout=layout)
        check_asked(problem, self.explainer)
        check_room(self.explainer, problem.game)
        return problem

    @cached_property
    def wishes(self) -> Wishes:
        """What the explainer and the caller ask of the binding."""
        phrases = Phrases.of(self.shared.get("phrases"), optional=self.several)
        return replace(Wishes.of(self.explainer), parts=self.shared.get("parts"), phrases=phrases)

    def stream(self, text: Input, id: str | None) -> np.random.Generator:
        """The random stream of a text."""
        return stream(self.seed, content(text) if id is None else _id(id))

    def explaining(
        self, engine: Engine, text: Input, id: str | None, waiting: LongWork | None = None
    ) -> Asks[list[Explanation]]:
        """The whole way of one text, as work that yields asks: one explanation for each target.

        One text's asks are answered here and now (`api.explain`), those of many are pooled (`many`).
        """
        rng, scene = self.stream(text, id), self.scene(text)
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
        scene, parts, phrases = problem.scene, self.shared.get("parts"), self.wishes.phrases
        assert scene.given is not None  # a task keeps what its scenes are made of
        kept = [field.name for field in fields(self.explainer) if field.name not in self.explainer.bulky]
        of_first = Asked.of(
            scene.given,
            None,
            unit=problem.unit,
            settings={
                **{name: getattr(self.explainer, name) for name in kept},
                "batch_tokens": engine.batch_tokens,
                "precision": engine.precision,
            },
            spans=problem.segmented,
            parts=parts,
            phrases=() if phrases is None else phrases.standing(scene.document, chosen_parts(scene.document, parts)),
            output=self.shared.get("output"),
        )
        return [replace(of_first, target=said(target)) for target in listed(self.target)]


def planned(
    model: Model | str | Path,
    method: str,
    settings: Mapping[str, Any],
    target: TargetSpec,
    unit: str | Segmenter,
    seed: object = 0,
) -> Plan:
    """The plan; an `InputError` in one line for a method, a setting or a model that does not do."""
    known = settings_of(method)
    for name in settings:
        if name not in known:
            raise unknown(f"setting of {named(method)}", name, known)
    own = {name: value for name, value in settings.items() if name not in SHARED}
    shared = {name: value for name, value in settings.items() if name in SHARED and value is not None}
    explainer, checked = build(find_method(named(method)).load(), own), _seed(seed)
    Phrases.of(shared.get("phrases"))
    loaded = table.load(model, table.Options(threads=shared.get("threads")))
    _check_fits(loaded, explainer)
    _check_baseline(explainer, shared.get("parts"))
    return Plan(loaded, explainer, shared, target, unit, checked)


def _gives_classes(model: TextModel) -> bool:
    """Whether its outputs are logits of classes, which a method may rather explain in a unit of its own choice."""
    return model.gives_classes and model.scale == "logit" and model.kind != "regression"


def settings_of(method: str) -> tuple[str, ...]:
    """Names of the settings that this method takes."""
    return setting_names(find_method(named(method)).load()) + SHARED


def named(method: str) -> str:
    """The method's own name, where the caller leaves the choice or calls it otherwise."""
    return usual("explain")[0] if isinstance(method, str) and folded(method) == AUTO else find_method(method).name


def _check_fits(model: TextModel, explainer: Explainer) -> None:
    lacking = sorted(explainer.needs - model.gives)
    if lacking:
        raise UnsupportedError(
            f"{explainer.name} needs {' and '.join(lacking)}, which {model.name} does not give. {told(model)}"
        )


def _check_pieces(model: TextModel, scene: Scene, explainer: Explainer) -> None:
    """Gradients and attentions belong to word pieces, and so to characters only where those of the pieces are known."""
    if not scene.tokens and {"gradients", "attentions"} & explainer.needs and isinstance(model, GivesTokens):
        raise UnsupportedError(
            f"{explainer.name} scores word pieces, and the tokenizer of {model.name} does not tell which characters of "
            f"this text they stand for. {told(model, by_pieces=False)}"
        )


def _check_baseline(explainer: Explainer, parts: object) -> None:
    """A baseline of everything does not go with one part alone; that of a method without a choice is not in the way."""
    baseline = getattr(explainer, "baseline", "auto")
    chosen = {baseline} if isinstance(baseline, str) else set(baseline)
    whole = {"all-pad", "all-zero"} & chosen
    if parts is not None and whole and "baseline" in setting_names(type(explainer)):
        raise InputError(f"baseline {min(whole)!r} replaces every part; with parts= use 'pad', 'mask' or 'zero'.")


def _seed(seed: object) -> int:
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise InputError(f"seed must be a whole number, not {shown(seed)}.")
    return int(seed)


def _id(id: str) -> str:
    if not isinstance(id, str) or not id.isprintable():
        raise InputError(f"id must be printable text, not {shown(id)}.")
    return id
