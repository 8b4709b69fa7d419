"""Texts as a kind of data: questions, pairs and texts with hidden words too."""

from dataclasses import replace
from typing import Any, ClassVar

from exegesis.adapters.base import Model
from exegesis.adapters.batching import row_size
from exegesis.adapters.capabilities import GivesTokens
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import FixedSpans
from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Hidden, Input, Pair, Question, check_several, content
from exegesis.data.phrases import Phrases
from exegesis.data.requests import Predict, Score
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes, bind, layout_of
from exegesis.engine.engine import Engine
from exegesis.engine.fitting import told
from exegesis.engine.kind import Kind, Wanted, own_settings
from exegesis.engine.layout import Layout
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import setting_names
from exegesis.modalities.text.units import chosen_parts
from exegesis.tasks.base import Scene, Task

_UNIT = "word"


class TextKind(Kind):
    """Words, or what else the caller calls a unit, of a document."""

    name: ClassVar[str] = "text"
    settings: ClassVar[tuple[str, ...]] = ("output", "parts", "phrases", "batch_tokens", "precision", "threads")
    budget: ClassVar[str] = "batch_tokens"
    answers: ClassVar[frozenset[type]] = frozenset({Score, Predict})
    removals: ClassVar[tuple[str, ...]] = ("auto", "mask", "delete", "pad")
    others: ClassVar[tuple[str, ...]] = ("mask", "delete", "pad", "…")

    def check(self, wanted: Wanted) -> None:
        Phrases.of(wanted.shared.get("phrases"))
        _check_baseline(wanted.explainer, wanted.shared.get("parts"))

    def content(self, given: Any) -> str:
        return content(given)

    def is_one(self, given: object) -> bool:
        return isinstance(given, Input)

    def check_several(self, given: object, verb: str) -> None:
        check_several(given, verb)

    def weight(self, given: object) -> int:
        return _size(given)

    def scene(self, wanted: Wanted, given: Any) -> Scene:
        scene = wanted.task.scene(given)
        _check_pieces(wanted.model, scene, wanted.explainer)
        return scene

    def layout(self, wanted: Wanted, scene: Scene) -> Layout:
        return layout_of(text_model(wanted.model), scene, _unit(wanted), _wishes(wanted))

    def bound(self, wanted: Wanted, engine: Engine, scene: Scene, layout: Layout | None) -> Problem:
        return bind(
            engine,
            wanted.task,
            scene,
            target=wanted.target,
            unit=_unit(wanted),
            wishes=_wishes(wanted),
            layout=layout,
        )

    def rebound(
        self, engine: Engine, task: Task, explanation: Explanation, target: TargetSpec, wishes: Wishes
    ) -> Problem:
        asked = explanation.asked
        if explanation.of != self.name or asked is None:
            raise InputError(f"{engine.model.name} reads texts, and what was explained is none.")
        spans = sorted(span for unit in explanation.units for span in unit.spans)
        wishes = replace(wishes, mode=asked.mode, parts=asked.parts, exact=True)
        return bind(engine, task, explanation.input, target=target, unit=FixedSpans(tuple(spans)), wishes=wishes)

    def asked(self, wanted: Wanted, engine: Engine, problem: Problem) -> Asked:
        scene, parts = problem.scene, wanted.shared.get("parts")
        assert scene.given is not None  # a task keeps what its scenes are made of
        phrases = _wishes(wanted).phrases
        return Asked.of(
            scene.given,
            None,
            unit=problem.unit,
            settings={
                **own_settings(wanted.explainer),
                "batch_tokens": engine.batch_tokens,
                "precision": engine.precision,
            },
            spans=problem.segmented,
            parts=parts,
            phrases=() if phrases is None else phrases.standing(scene.document, chosen_parts(scene.document, parts)),
            output=wanted.shared.get("output"),
        )


def _unit(wanted: Wanted) -> Any:
    return _UNIT if wanted.unit is None else wanted.unit


def _wishes(wanted: Wanted) -> Wishes:
    """What the explainer and the caller ask of the binding."""
    phrases = Phrases.of(wanted.shared.get("phrases"), optional=wanted.several)
    return replace(Wishes.of(wanted.explainer), parts=wanted.shared.get("parts"), phrases=phrases)


def _check_pieces(model: Model, scene: Scene, explainer: Explainer) -> None:
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


def _size(text: object) -> int:
    """About how many tokens a text has."""
    match text:
        case str():
            return row_size(text)
        case Question(first, second) | Pair(first, second):
            return _size(first) + _size(second)
        case Hidden(inner):
            return _size(inner)
    return 0
