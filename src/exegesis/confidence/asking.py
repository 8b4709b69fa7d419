"""What is wanted of a model for a confidence: which signals, by which methods, over which inputs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.adapters.base import Model
from exegesis.confidence.gathering import SignalRequest, check_answers, gathered
from exegesis.confidence.result import SignalAsking
from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.signal import ANSWER, SEVERAL
from exegesis.confidence.signals.table import chosen
from exegesis.confidence.table import SignalTable
from exegesis.confidence.thresholds import share
from exegesis.confidence.truth import Truth, right_answer, right_class
from exegesis.core.errors import InputError
from exegesis.data.inputs import Input, check_several
from exegesis.data.items import DataItem
from exegesis.data.truth import check_numbers
from exegesis.engine.chosen_methods import MethodSpec, chosen_methods
from exegesis.engine.estimate import Progress


@dataclass(frozen=True, eq=False)
class AnsweredRows:
    """The signals of the rows that could be asked, and which these are (`places`); `errors` of the others, by place."""

    table: SignalTable
    places: tuple[int, ...]
    answers: tuple[Evidence, ...]
    errors: dict[int, Exception]


@dataclass(frozen=True)
class ConfidenceRequest:
    """The model, what is asked of it, and when an answer to a question counts as right."""

    asking: SignalRequest
    f1: float | None

    @classmethod
    def of(
        cls,
        model: Model,
        signals: str | Sequence[str],
        methods: MethodSpec | Sequence[MethodSpec],
        seed: int,
        unit: str,
        f1: float | None,
    ) -> "ConfidenceRequest":
        """`InputError` for signals, methods and settings that do not go together, or have no effect."""
        check_answers(model)
        ways = chosen_methods(methods)
        made = SignalRequest(model, (), ways, seed, unit)
        picked = chosen(signals, made.is_question, len(ways))
        asking = SignalRequest(model, picked, ways, seed, unit)
        _check_effect(asking, methods)
        if f1 is not None and not asking.is_question:
            raise InputError("f1 is of answers to questions; of classes leave it out.")
        asking.plans()  # what does not fit is told before anything is asked
        return cls(asking, None if f1 is None else share("f1", f1))

    @property
    def model(self) -> Model:
        """The model that is asked."""
        return self.asking.model

    @property
    def task(self) -> str:
        """What its answers are."""
        return "question" if self.asking.is_question else "class"

    def said(self) -> SignalAsking:
        """How it can be asked again."""
        return SignalAsking(
            tuple(one.label for one in self.asking.asked_methods), self.asking.unit, self.asking.seed, self.f1
        )

    def items(self, texts: Iterable[Input], ids: Iterable[str | None] | None) -> list[DataItem]:
        """The inputs with their ids; `InputError` for what is no list of inputs."""
        check_several(texts, "a confidence")
        given: list[Any] = list(texts)
        names = [None] * len(given) if ids is None else list(ids)
        if len(names) != len(given):
            raise InputError(f"{len(names):,} ids for {len(given):,} texts; give one for each.")
        return [DataItem(one, id) for one, id in zip(given, names, strict=True)]

    def check_truths(self, truths: Sequence[Truth]) -> None:
        """`InputError` for numbers that are none of the model's classes."""
        if not self.asking.is_question:
            check_numbers(self.model.labels, {one for one in truths if isinstance(one, str)}, "truths")

    def right(self, evidence: Evidence, truth: Truth, row: int) -> bool:
        """Whether the answer to a row (from 0) is right; an `InputError` names the row whose truth is none."""
        try:
            if self.asking.is_question:
                return right_answer(evidence, truth, self.f1)
            return right_class(evidence, self.model.labels, truth)
        except InputError as error:
            raise InputError(f"row {row + 1}: {error}") from None

    def answers(
        self,
        items: Sequence[DataItem],
        truths: Sequence[Truth] | None,
        journal: str | Path | None,
        errors: str,
        progress: Progress | None,
    ) -> AnsweredRows:
        """The signals of all rows, and where there are truths whether each answer is right."""
        found = gathered(self.asking, items, journal, errors, progress)
        places = [place for place, one in enumerate(found) if isinstance(one, Evidence)]
        known = [one for one in found if isinstance(one, Evidence)]
        right = None
        if truths is not None:
            right = [self.right(one, truths[place], place) for one, place in zip(known, places, strict=True)]
        failed = {place: one for place, one in enumerate(found) if isinstance(one, Exception)}
        return AnsweredRows(SignalTable.of(self.asking.signals, known, right), tuple(places), tuple(known), failed)


def _check_effect(asking: SignalRequest, methods: object) -> None:
    """`InputError` for methods that no signal reads."""
    needs = {one.needs for one in asking.signals}
    if needs <= {ANSWER} and methods != "auto":
        raise InputError("none of these signals reads an explanation; leave the method out, or name other signals.")
    if len(asking.methods) > 1 and SEVERAL not in needs:
        raise InputError("several methods are for the signal 'agreement'; name it, or one method.")
