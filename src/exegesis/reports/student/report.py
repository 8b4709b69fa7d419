"""The whole report: load, measure, time, explain."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count
from exegesis.core.machine import machine, today
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.squad.reading import SquadQuestion
from exegesis.distillation.task.examples import Example, ExampleColumns, TagExample, TextExample
from exegesis.engine.chosen_methods import MethodSpec, chosen_methods
from exegesis.explainers.table import usual
from exegesis.reports.student.data import DataSet, data_set, document_of
from exegesis.reports.student.result import Speed, StudentReport
from exegesis.reports.student.sets import set_report
from exegesis.reports.student.sides import Sides, sides_of
from exegesis.reports.student.speed import timed
from exegesis.reports.student.survival import Trial, sample, survivals

_TIMED = 32  # texts of the first set that the passes are timed on


def report(
    teacher: Any,
    student: Any,
    data: Sequence[Path | str | DataSet],
    methods: MethodSpec | Sequence[MethodSpec] | None = None,
    seed: int = 0,
    *,
    columns: ExampleColumns | None = None,
    limit: int | None = None,
    explained: int = 20,
    k: int = 5,
    timing_rounds: int = 5,
    progress: Callable[[int, int], None] | None = None,
    **settings: Any,
) -> StudentReport:
    """What `student` kept of `teacher` (both what `api.load` takes) on the data sets.

    `limit`: only the first so many rows of each. `explained`: on how many texts the explanations of both are compared,
    by each of the `methods` (`settings` go to those that have them), and of their `k` strongest words; 0: on none.
    `timing_rounds`: 0 leaves the times out. `progress` is called as (explanations done, in all). Raises `InputError`
    for models or data that do not fit each other.
    """
    if not data:
        raise InputError("no data given; name at least one file with --data.")
    for name, value, least in (("explained", explained, 0), ("k", k, 1), ("timing_rounds", timing_rounds, 0)):
        check_count(name, value, least)
    trial = Trial(chosen_methods(methods or usual("report"), settings), k, seed)
    sides = sides_of(teacher, student)
    sets = [one if isinstance(one, DataSet) else data_set(one, sides.head, columns, limit) for one in data]
    figures = tuple(set_report(sides, one, seed) for one in sets)
    explains = sides.head != "token-classification" and explained > 0
    texts = sample(sets, explained, seed) if explains else []
    survived, changed = survivals(sides, texts, trial, progress) if explains else ([], [])
    return StudentReport(
        teacher=sides.teacher_facts,
        student=sides.student_facts,
        head=sides.head,
        sets=figures,
        speed=_speed(sides, sets[0], timing_rounds),
        survival=tuple(survived),
        changed=tuple(changed),
        machine=machine(),
        date=today(),
        seed=seed,
        notes=_notes(sides),
    )


def _speed(sides: Sides, first: DataSet, rounds: int) -> Speed | None:
    if rounds == 0:
        return None
    return timed(sides.teacher, sides.student, [_document(one) for one in first.examples[:_TIMED]], rounds)


def _document(example: Example) -> Document:
    if isinstance(example, SquadQuestion):
        return of_two(("question", "context"), example.question, example.context)
    if isinstance(example, TagExample):
        return plain(" ".join(example.words))
    assert isinstance(example, TextExample)
    return document_of(example)


def _notes(sides: Sides) -> tuple[str, ...]:
    if sides.head == "token-classification":
        return ("Explanations of tags are not compared.",)
    return ()
