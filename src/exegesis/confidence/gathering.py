"""The evidence of many inputs, asked of a model: answers, explanations, and the answer without the words they name.

The passes of all inputs share batches, as those of `explain_many` do. What was asked stands in a journal, where one is
named, so that nothing is asked twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.confidence.signals.evidence import Erased, Evidence, MethodScores, answered
from exegesis.confidence.signals.signal import ANSWER, ERASURE, SEVERAL, Signal
from exegesis.core.codec import plain
from exegesis.core.errors import InputError, UnsupportedError, is_raised
from exegesis.core.journal import Journal
from exegesis.core.ranking import falling
from exegesis.core.text import words
from exegesis.core.types import Scores
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Input, Question
from exegesis.data.items import DataItem
from exegesis.engine.asks import Asks
from exegesis.engine.bind import Wishes
from exegesis.engine.chosen_methods import ChosenMethod
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.kinds import kind_of
from exegesis.engine.plan import Plan, planned
from exegesis.engine.pool import Work, pooled
from exegesis.tasks.span_qa import SpanQA
from exegesis.tasks.table import task_of

KIND = "confidence"
NAMED = 0.1  # of an input's units are the words that an explanation names, rounded up
_STRETCHES = 5  # answers to a question, beside "no answer"


@dataclass(frozen=True)
class SignalRequest:
    """What is asked of each input: the answer, and what the signals need beyond it.

    `methods`: of the explanations, with their settings; the first one names the words that are removed.
    """

    model: Model
    signals: tuple[Signal, ...]
    methods: tuple[ChosenMethod, ...]
    seed: int
    unit: Any

    @property
    def is_question(self) -> bool:
        """Whether inputs are questions over a context."""
        return self.model.head == SpanQA.head

    @property
    def target(self) -> str:
        """What is explained: the answer, be "no answer" likelier or not."""
        return "span" if self.is_question else "predicted"

    @property
    def asked_methods(self) -> tuple[ChosenMethod, ...]:
        """Those that the signals read."""
        needs = {one.needs for one in self.signals}
        return self.methods if SEVERAL in needs else self.methods[:1] if needs - {ANSWER} else ()

    @property
    def erases(self) -> bool:
        """Whether the answer is asked for without the named words too."""
        return any(one.needs == ERASURE for one in self.signals)

    def plans(self) -> tuple[Plan, ...]:
        """One a method; `InputError` where a method does not fit the model."""
        return tuple(
            planned(self.model, one.method, one.settings, self.target, self.unit, self.seed)
            for one in self.asked_methods
        )


def check_answers(model: Model) -> Model:
    """The model; an `UnsupportedError` names what it is, where its answers are neither one of several classes nor a
    stretch of a context."""
    reads_text = model.reads == "text"
    is_class = reads_text and model.gives_classes and model.kind == "single-label" and len(model.labels) > 1
    if not is_class and not (reads_text and model.head == SpanQA.head):
        raise UnsupportedError(
            f"{model.name} gives no answer that is right or wrong: a model of texts is needed whose answer is one of "
            "several classes, or a stretch of a context. For other models there is `fit_signals`, over signals that "
            "you have computed."
        )
    return model


def gathered(
    asking: SignalRequest,
    items: Sequence[DataItem],
    journal: str | Path | None = None,
    errors: str = "keep",
    progress: Progress | None = None,
) -> list[Evidence | Exception]:
    """The evidence of each item, in their order, or the error met.

    `journal`: a file of what was asked before; what it has is not asked again, and the rest is added. Equal inputs are
    asked about once. `errors`: "raise" raises the first.
    """
    raises = is_raised(errors)
    keys = [item.content() for item in items]
    fresh = {key: item for key, item in zip(keys, items, strict=True) if isinstance(item.given, Input)}
    path = None if journal is None else Path(journal)
    with Journal[str, Evidence](path, KIND, journal_plan(asking), kept, hint="give another --journal") as lines:
        failed = {}
        try:
            for key, error in _asked_about(asking, fresh, lines, progress):
                failed[key] = error
                if raises:
                    raise error
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_interrupted(path, len(lines.lines), len(fresh))) from None
        known = dict(lines.lines)
    found = [known.get(key) or failed.get(key) or _unread(item) for key, item in zip(keys, items, strict=True)]
    unread = next((one for one in found if isinstance(one, Exception)), None)
    if raises and unread is not None:
        raise unread
    return found


def _asked_about(
    asking: SignalRequest, items: Mapping[str, DataItem], lines: Journal[str, Evidence], progress: Progress | None
) -> Iterator[tuple[str, Exception]]:
    """Ask about the items that have no line yet, and add theirs; of those that cannot be asked, the errors."""
    lacking = {key: item for key, item in items.items() if key not in lines.lines}
    done = len(items) - len(lacking)
    for number, (key, work) in enumerate(zip(lacking, pooled(_works(asking, lacking.values())), strict=True), done + 1):
        if work.result is not None:
            lines.add((key, plain(work.result)))
        else:
            yield key, work.error or InputError("nothing was found out")
        if progress is not None:
            progress(number, len(items))


def _interrupted(journal: Path | None, done: int, total: int) -> str:
    if journal is None:
        return f"{done} of {total} rows were asked about, and are lost; with --journal FILE the same command goes on."
    return f"{done} of {total} rows are in {journal}; the same command goes on with the others."


def _unread(item: DataItem) -> Exception:
    return item.given if isinstance(item.given, Exception) else InputError("this is no text and no question.")


def kept(line: Mapping[str, Any]) -> Evidence:
    return Evidence.read({name: value for name, value in line.items() if name != "item"})


def journal_plan(asking: SignalRequest) -> dict[str, Any]:
    """All that decides the lines but the inputs. A model is its weights, wherever its folder lies."""
    fingerprint = asking.model.fingerprint()
    return {
        "model": fingerprint.model if fingerprint.weights is None else f"weights {fingerprint.weights}",
        "tokenizer": fingerprint.tokenizer,
        "methods": [_said(plan) for plan in asking.plans()],
        "erases": asking.erases,
        "unit": str(asking.unit),
        "seed": asking.seed,
    }


def _said(plan: Plan) -> dict[str, Any]:
    own = {field.name: getattr(plan.explainer, field.name) for field in fields(plan.explainer)}
    return {"name": plan.explainer.name, "settings": {**own, **plan.shared}}


def _works(asking: SignalRequest, items: Iterable[DataItem]) -> Iterator[Work[Evidence]]:
    plans, kind = asking.plans(), kind_of(asking.model)
    first = plans[0].engine() if plans else Engine(asking.model)
    for item in items:
        engine = first.beside()
        engine.meter.watch.rest()
        yield Work(engine, _asked(asking, plans, engine, item), kind.weight(item.given), item.id)


def _asked(asking: SignalRequest, plans: Sequence[Plan], engine: Engine, item: DataItem) -> Asks[Evidence]:
    """The whole way of one input, as work that yields asks."""
    found: list[Explanation] = []
    for plan in plans:
        found += yield from plan.explaining(engine, item.given, item.id)
    if found:
        prediction = found[0].prediction
    else:
        task = task_of(asking.model)
        scene: Any = task.scene(item.given)  # type: ignore[arg-type]  # what is no input was sorted out
        if asking.model.gives_classes:
            for row in scene.rows(asking.model):
                yield from engine.wanting([row])
        (prediction,) = task.predict(scene, engine.look, _STRETCHES)
    erased = None
    if asking.erases:
        erased = yield from _erased(asking, engine, found[0])
    named = zip(asking.asked_methods, found, strict=True)
    folded = _folded(text_of(item.given))
    answer, probabilities, no_answer = answered(prediction)
    return Evidence(
        answer,
        probabilities,
        no_answer,
        len(folded),
        tuple(sorted(set(folded))),
        tuple(MethodScores.of(one, method.label) for method, one in named),
        erased,
    )


def _erased(asking: SignalRequest, engine: Engine, explanation: Explanation) -> Asks[Erased]:
    """The answer's probability with all units, without the named ones, and with these alone."""
    task, kind = task_of(asking.model, "probability"), kind_of(asking.model)
    target: Any = asking.target if asking.is_question else explanation.prediction.index
    problem = kind.rebound(engine, task, explanation, target, Wishes(baseline="auto"))
    named = named_units(explanation.scores)
    values = yield from engine.scoring(problem, np.stack([np.ones_like(named), ~named, named]))
    return Erased(*(float(value) for value in values[:, 0]))


def named_units(scores: Scores) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(n,) which units an explanation names: the tenth with the highest scores, one at least."""
    flags = np.zeros(len(scores), dtype=np.bool_)
    flags[falling(scores)[: max(1, ceil(NAMED * len(scores)))]] = True
    return flags


def text_of(given: object) -> str:
    """What is read of an input: of a question its context, which is what changes from one domain to another."""
    match given:
        case Question(question, context):
            return f"{question}\n{context}"
        case str():
            return given
    return "\n".join(str(getattr(given, field.name)) for field in fields(given))  # type: ignore[arg-type]  # a record


def _folded(text: str) -> list[str]:
    """The words of a text in small letters, without marks."""
    found = (text[span.start : span.end].casefold() for span in words(text))
    return [word for word in found if any(map(str.isalnum, word))]
