"""Whether explanations survive: each sampled text explained by both models, for the teacher's own answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import ExegesisError
from exegesis.core.randomness import stream
from exegesis.core.statistics import bootstrapped
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import GAP, Input, Question
from exegesis.data.targets import Answer, OneTarget
from exegesis.distillation.task.examples import Example
from exegesis.engine.chosen_methods import ChosenMethod
from exegesis.reports.student.aligning import likeness
from exegesis.reports.student.data import DataSet, input_of, name_of
from exegesis.reports.student.noise import noise
from exegesis.reports.student.result import ChangedText, Noise, Survival
from exegesis.reports.student.sides import Sides

_SHOWN = 6  # texts that are drawn for each method


@dataclass(frozen=True)
class Trial:
    """The methods that are tried, the size k of a top, the seed, and how many texts are drawn for each method."""

    methods: tuple[ChosenMethod, ...]
    k: int = 5
    seed: int = 0
    shown: int = _SHOWN


@dataclass(frozen=True)
class Sampled:
    """One text of the sample."""

    name: str
    given: Input


def sample(sets: Sequence[DataSet], texts: int, seed: int) -> list[Sampled]:
    """`texts` examples of all sets, drawn without repeats, in the files' order; all where there are no more."""
    every = [
        (f"{one.name}: {name_of(example, number)}", example)
        for one in sets
        for number, example in enumerate(one.examples)
    ]
    chosen = sorted(stream(seed, "sample").permutation(len(every))[:texts].tolist())
    return [Sampled(_short(*every[number]), input_of(every[number][1])) for number in chosen]


def survivals(
    sides: Sides, texts: Sequence[Sampled], trial: Trial, progress: Callable[[int, int], None] | None = None
) -> tuple[list[Survival], list[ChangedText]]:
    """Each method's figures, and the texts whose explanations changed most under it.

    `progress` counts a text twice for each method: explained by both models, and by the teacher under another seed.
    """
    found, changed = [], []
    each = 2 * len(texts)
    for number, chosen in enumerate(trial.methods):
        steps = _Steps(progress, number * each, len(trial.methods) * each)
        method, own = chosen.method, chosen.settings
        done: list[tuple[Sampled, ChangedText]] = []
        failed = None
        for one in texts:
            try:
                done.append((one, explained(sides, one, method, own, trial)))
            except ExegesisError as error:  # of one text, it may be: the others are not to be lost
                failed = failed or f"{one.name}: {error}"
            steps.step()
        by_chance = _noise(sides, done, method, own, trial, steps.step)
        steps.to((number + 1) * each)
        pairs = [pair for _, pair in done]
        found.append(_survival(method, own, pairs, trial, failed, by_chance))
        changed += sorted(pairs, key=_kept)[: trial.shown]
    return found, changed


@dataclass
class _Steps:
    """Explanations done, of all."""

    progress: Callable[[int, int], None] | None
    done: int
    total: int

    def step(self) -> None:
        self.to(self.done + 1)

    def to(self, done: int) -> None:
        self.done = done
        if self.progress is not None:
            self.progress(done, self.total)


def _noise(
    sides: Sides,
    done: Sequence[tuple[Sampled, ChangedText]],
    method: str,
    settings: Mapping[str, Any],
    trial: Trial,
    step: Callable[[], None],
) -> Noise | None:
    """The teacher beside itself under the next seed, on the texts that both models explained."""
    other = replace(trial, seed=trial.seed + 1)

    def again(number: int) -> Explanation:
        one = done[number][0]
        return _explanation(sides.teacher, one, method, _target(sides.teacher, one.given), settings, other)

    return noise([pair.teacher for _, pair in done], again, trial.k, trial.seed, step)


def explained(sides: Sides, one: Sampled, method: str, settings: Mapping[str, Any], trial: Trial) -> ChangedText:
    """Both models' explanations of one text, for what the teacher answers."""
    target = _target(sides.teacher, one.given)
    pair = [_explanation(m, one, method, t, settings, trial) for m, t in _targets(sides, target)]
    alike = likeness(pair[0], pair[1], trial.k)
    return ChangedText(one.name, pair[0], pair[1], alike.signed, alike.absolute, alike.overlap)


def _explanation(
    model: Model, one: Sampled, method: str, target: OneTarget, settings: Mapping[str, Any], trial: Trial
) -> Explanation:
    return api.explain(model, one.given, method, target, trial.seed, "word", one.name, **settings)


def _targets(sides: Sides, target: OneTarget) -> list[tuple[Model, OneTarget]]:
    """The same target for both; of labels the student's own number for the teacher's."""
    if isinstance(target, int):
        return [(sides.teacher, target), (sides.student, sides.columns[target])]
    return [(sides.teacher, target), (sides.student, target)]


def _target(teacher: Model, given: Input) -> OneTarget:
    """The teacher's answer: a label's number, or its span of the context."""
    (prediction,) = api.predict(teacher, given)
    if not isinstance(given, Question):
        return prediction.index
    span = prediction.spans[prediction.index]
    if span.start == span.end:
        return "no-answer"
    return Answer(prediction.labels[prediction.index], span.start - len(given.question) - len(GAP), "span")


def _survival(
    method: str,
    settings: Mapping[str, Any],
    pairs: Sequence[ChangedText],
    trial: Trial,
    failed: str | None,
    by_chance: Noise | None,
) -> Survival:
    signed = [one.signed for one in pairs if one.signed is not None]
    absolute = [one.absolute for one in pairs if one.absolute is not None]
    return Survival(
        method=method,
        settings=dict(settings),
        texts=len(pairs),
        undefined=sum(one.signed is None or one.absolute is None for one in pairs),
        k=trial.k,
        signed=bootstrapped(signed, trial.seed, f"{method} signed"),
        absolute=bootstrapped(absolute, trial.seed, f"{method} absolute"),
        overlap=bootstrapped([one.overlap for one in pairs], trial.seed, f"{method} overlap"),
        failed=failed,
        noise=by_chance,
    )


def _kept(one: ChangedText) -> tuple[float, float]:
    """What puts the most changed first: the signed correlation, rounded, then the overlap; undefined ones last."""
    return (np.inf if one.signed is None else round(one.signed, 6), one.overlap)


def _short(name: str, example: Example) -> str:
    """A file's rows say their file themselves."""
    where = getattr(example, "where", "")
    return where or name
