"""One question put to one model: its answers, and why it gives them, by one method or several."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, unknown
from exegesis.core.text import Segmenter
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import GAP, Question
from exegesis.data.records import Prediction
from exegesis.data.targets import Answer, Contrast, OneTarget
from exegesis.engine.chosen_methods import MethodSpec, chosen_methods
from exegesis.engine.estimate import Progress
from exegesis.qa.answers import question_task
from exegesis.tasks.answers import Decoding

SIDES = ("start", "end", "span")
TARGETS = (*SIDES, "no-answer", "predicted")
PARTS = ("question", "context", "both")
_NO_ANSWER = "no-answer"

# Called with a method's name before its work; what it gives shows the progress while the block runs.
Shown = Callable[[str], AbstractContextManager[Progress | None]]


@dataclass(frozen=True)
class AnswerTargets:
    """What of the answer is to be explained, as `ask` describes it."""

    targets: tuple[str, ...] = ()
    answer: str | None = None
    answer_start: int | None = None
    versus: str | None = None

    def __post_init__(self) -> None:
        for target in self.targets:
            if target not in TARGETS:
                raise unknown("target", target, TARGETS)
        if self.answer is not None and (away := set(self.targets) - set(SIDES)):
            raise InputError(f"an answer of your own has a start, an end and a span; {away.pop()!r} is not of it.")
        if self.answer is None and self.answer_start is not None:
            raise InputError("a first character belongs to an answer of your own; give its text too.")
        if self.versus == _NO_ANSWER and {"start", "end"} & set(self.targets):
            raise InputError("'no-answer' is start and end together; set it against target 'span'.")

    @property
    def sides(self) -> tuple[str, ...]:
        """The targets, or the usual ones."""
        return self.targets or (("start", "end") if self.versus is None else ("span",))


def load_question_model(source: Any) -> Model:
    """A model with its head for questions; where it has none, the error names the head that it has."""
    model = source if isinstance(source, Model) else api.load(source, "question-answering")
    question_task(model)
    return model


def ask(
    model: Any,
    question: Question,
    methods: MethodSpec | Sequence[MethodSpec] = "auto",
    target: str | Sequence[str] | None = None,
    seed: int = 0,
    unit: str | Segmenter = "word",
    *,
    answer: str | None = None,
    answer_start: int | None = None,
    versus: str | None = None,
    k: int = 5,
    decoding: Decoding | None = None,
    shown: Shown = lambda method: nullcontext(),
    **settings: Any,
) -> list[Explanation]:
    """The model's `k` best answers, "no answer" beside them, as the prediction of explanations of the answer.

    `model` is what `api.load` takes. `target`: one or several of TARGETS; none given: "start" and "end", or "span"
    where it is set against something. `answer`: another answer in the context than the model's own, `answer_start` its
    first character there. `versus`: what it is set against: "no-answer", "predicted" (the model's own answer), or an
    answer in the context. `settings` go to the methods that have them. `shown` is called with a method's name before
    its work. One explanation for each target, method by method. Raises `InputError` as `api.predict` and `api.explain`.
    """
    named = (target,) if isinstance(target, str) else tuple(target or ())
    wanted, chosen = AnswerTargets(named, answer, answer_start, versus), decoding or Decoding()
    ways = chosen_methods(methods, settings)
    model = load_question_model(model)
    (prediction,) = api.predict(model, question, k, **{name: getattr(chosen, name) for name in _names(chosen)})
    targets = [_target(side, wanted, prediction, question, chosen) for side in wanted.sides]
    found: list[Explanation] = []
    for way in ways:
        with shown(way.method) as progress:
            found += api.explain(model, question, way.method, targets, seed, unit, progress=progress, **way.settings)
    # The explanations' own prediction is decoded in the usual way; the one asked for stands in its place.
    return [replace(one, prediction=prediction) for one in found]


def check_parts(parts: str) -> None:
    """`InputError` for what is neither the question nor the context, nor both."""
    if parts not in PARTS:
        raise unknown("part", parts, PARTS)


def _names(decoding: Decoding) -> Sequence[str]:
    return tuple(decoding.__dataclass_fields__)


def _target(
    side: str, wanted: AnswerTargets, prediction: Prediction, question: Question, decoding: Decoding
) -> OneTarget:
    this = _own(side, prediction, question, decoding)
    if wanted.answer is not None:
        this = Answer(wanted.answer, wanted.answer_start, side)
    if wanted.versus is None:
        return this
    return Contrast(this, _other(side, wanted.versus, prediction, question, decoding))


def _other(side: str, versus: str, prediction: Prediction, question: Question, decoding: Decoding) -> OneTarget:
    """What a target of that side is set against: the same side of an answer, or "no answer"."""
    side = side if side in SIDES else "span"
    if versus == _NO_ANSWER:
        return versus
    if versus == "predicted":
        return _own(side, prediction, question, decoding)
    return Answer(versus, side=side)


def _own(side: str, prediction: Prediction, question: Question, decoding: Decoding) -> OneTarget:
    """The model's own answer, or a side of it, as a target. Decoded unusually, it is named by its characters."""
    if side == _NO_ANSWER or decoding == Decoding():
        return side
    place = prediction.index if side == "predicted" else _first_answer(prediction)
    span = prediction.spans[place]
    if span.start == span.end:
        return _NO_ANSWER
    offset = len(question.question) + len(GAP)
    return Answer(prediction.labels[place], span.start - offset, side if side in SIDES else "span")


def _first_answer(prediction: Prediction) -> int:
    """The likeliest stretch of the context: "no answer" is an empty one."""
    return next(place for place, span in enumerate(prediction.spans) if span.start < span.end)
