"""What a changed input's answer is, and whether it is the wished one: of classes, and of answers to a question."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.text import words
from exegesis.core.types import Floats
from exegesis.counterfactuals.changing import ChangedInput
from exegesis.counterfactuals.wanted import WantedAnswer, wanted_class
from exegesis.data.records import Prediction
from exegesis.data.rows import Row, TokenRow
from exegesis.data.targets import Answer, Contrast, OneTarget
from exegesis.engine.engine import Engine
from exegesis.tasks import tables
from exegesis.tasks.answers import Candidate as Found
from exegesis.tasks.answers import Decoding
from exegesis.tasks.base import Scene, Task
from exegesis.tasks.classification import Classification
from exegesis.tasks.span_qa import SpanQA, prediction

_ANSWERS = 20  # to a question, among which the present and the wished one are looked for
_SHOWN = 5
_STEP = 64  # tokens to which rows of a question are filled up


@dataclass(frozen=True)
class Judgement:
    """The answer to a changed input, and its margin: above 0 where it is the wished one."""

    margin: float
    prediction: Prediction


class AnswerReader(ABC):
    """Reads answers off the model and holds them against the wished one.

    `prediction`: the present answer; `name`: what the wished one is called, None where any other will do.
    """

    prediction: Prediction
    name: str | None
    kind: str = ""  # of reading, by which the engine remembers rows

    @abstractmethod
    def judged(self, engine: Engine, candidates: Sequence[ChangedInput]) -> list[Judgement]:
        """Of changed inputs; their rows are run where they are not known."""

    def read_as(self, row: Row) -> str:
        """The kind of reading of one row."""
        return self.kind

    @property
    @abstractmethod
    def contrast(self) -> OneTarget | None:
        """What an explanation of the present answer is to explain."""


class ClassAnswers(AnswerReader):
    """Of models whose outputs are classes, labels or values."""

    def __init__(self, task: Classification, answer: Prediction, wanted: WantedAnswer) -> None:
        self.task, self.prediction, self.wanted, self.name = task, answer, wanted, wanted.name

    def judged(self, engine: Engine, candidates: Sequence[ChangedInput]) -> list[Judgement]:
        outputs = engine.outputs([row for one in candidates for row in one.rows])
        stops = np.cumsum([len(one.rows) for one in candidates])
        found = []
        for one, stop in zip(candidates, stops.tolist(), strict=True):
            answer = self.task.answer(outputs[stop - len(one.rows) : stop], one.weights)
            found.append(Judgement(self.wanted.margin(np.array(answer.outputs)), answer))
        return found

    @property
    def contrast(self) -> OneTarget | None:
        return self.wanted.contrast(self.prediction)


class SpanAnswers(AnswerReader):
    """Of questions over a context. Another answer is one that has no word in common with the present one."""

    def __init__(self, task: SpanQA, answer: Prediction, target: OneTarget | None, context: str) -> None:
        self.task, self.prediction = task, answer
        self._is_none = bool(answer.spans) and answer.spans[0].end == answer.spans[0].start
        self._target = _wished(target, answer, self._is_none, context)
        self.name = self._target

    def read_as(self, row: Row) -> str:
        return f"sides {_filled(row)}"

    def judged(self, engine: Engine, candidates: Sequence[ChangedInput]) -> list[Judgement]:
        known: dict[Row, Floats] = {}
        rows = [row for one in candidates for row in one.rows]
        for longest in sorted({_filled(row) for row in rows}):
            some = [row for row in rows if _filled(row) == longest]
            sides = engine.outputs(some, tables.padded_sides(longest), f"sides {longest}").reshape(-1, 2, longest)
            known.update((row, both[:, : _length(row)].reshape(-1)) for row, both in zip(some, sides, strict=True))
        return [self._judged(one.scene, known) for one in candidates if one.scene is not None]

    def _judged(self, scene: Scene, known: dict[Row, Floats]) -> Judgement:
        found = self.task.answers(scene, lambda row, read: known[row], _ANSWERS, Decoding())
        wished = [one.score for one in found if self._is_wished(one)]
        others = [one.score for one in found if not self._is_wished(one)]
        lowest = min(one.score for one in found)
        margin = max(wished, default=lowest) - max(others, default=lowest)
        # Only what the model gives counts, however many other answers there are.
        is_there = self._is_wished(found[0])
        margin = max(margin, np.finfo(float).tiny) if is_there else min(margin, 0.0)
        return Judgement(float(margin), prediction(found[:_SHOWN]))

    def _is_wished(self, one: Found) -> bool:
        if self._target is None:
            return one.is_none != self._is_none or (not one.is_none and not _in_common(one.text, self.prediction.label))
        return one.is_none if self._target == "no answer" else _same(one.text, self._target) and not one.is_none

    @property
    def contrast(self) -> OneTarget | None:
        return None


def reader_of(
    task: Task,
    scene: Scene,
    answer: Prediction,
    target: OneTarget | None,
    at_least: float | None,
    at_most: float | None,
) -> AnswerReader:
    """The reader for what the model answers."""
    if isinstance(task, SpanQA):
        if at_least is not None or at_most is not None:
            raise InputError("at_least and at_most are for models that give values; name another answer as target.")
        return SpanAnswers(task, answer, target, scene.document.inside(1))
    assert isinstance(task, Classification)  # see `check_answers`
    return ClassAnswers(task, answer, wanted_class(answer, target, at_least, at_most))


def check_answers(task: Task) -> None:
    """`UnsupportedError` where there is no answer to the whole input that could be another."""
    if not isinstance(task, SpanQA | Classification):
        raise UnsupportedError(
            f"a counterfactual needs classes, values or answers to questions, and {task.model.name} has the head "
            f"{task.head}."
        )


def _length(row: Row) -> int:
    assert isinstance(row, TokenRow)  # heads of positions read word pieces
    return len(row)


def _filled(row: Row) -> int:
    return -(-_length(row) // _STEP) * _STEP


def _wished(target: OneTarget | None, answer: Prediction, is_none: bool, context: str) -> str | None:
    """The answer that is wished in words, "no answer" for none; `InputError` for the present one."""
    if isinstance(target, Contrast):
        if target.versus in (None, "predicted"):
            raise InputError("the contrast names no other answer; give the one that is wished as versus=.")
        target = target.versus
    if target is None:
        return None
    if target == "no-answer":
        if is_none:
            raise InputError("the answer is 'no answer' already; name another target, or none for any other.")
        return "no answer"
    text = target.text if isinstance(target, Answer) else target
    if not isinstance(text, str) or not _words(text):
        raise InputError(f"the target must be an answer in words, or 'no-answer', not {shown(text)}.")
    if text not in context:
        raise InputError(f"the answer {shown(text)} does not stand in the context.")
    if not is_none and _same(text, answer.label):
        raise InputError(f"the answer is {shown(answer.label)} already; name another target, or none for any other.")
    return text


def _words(text: str) -> tuple[str, ...]:
    found = [text[span.start : span.end].casefold() for span in words(text)]
    return tuple(word for word in found if word[0].isalnum()) or tuple(found)


def _in_common(one: str, other: str) -> bool:
    return bool(set(_words(one)) & set(_words(other)))


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)
