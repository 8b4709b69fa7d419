"""The whole report: load, measure, time, explain."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.machine import machine, today
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.squad.reading import Asked
from exegesis.distillation.task.examples import Columns, Example, TagExample, TextExample
from exegesis.explainers.table import method as find_method
from exegesis.reports.student.data import DataSet, data_set, document_of
from exegesis.reports.student.result import Speed, StudentReport
from exegesis.reports.student.sets import set_report
from exegesis.reports.student.sides import Sides, sides_of
from exegesis.reports.student.speed import timed
from exegesis.reports.student.survival import Wanted, sample, survivals

_TIMED = 32  # texts of the first set that the passes are timed on


def report(
    teacher: Any,
    student: Any,
    data: Sequence[Path | str | DataSet],
    *,
    columns: Columns | None = None,
    limit: int | None = None,
    wanted: Wanted | None = None,
    rounds: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> StudentReport:
    """What `student` kept of `teacher` (both what `api.load` takes) on the data sets.

    `limit`: only the first so many rows of each. `rounds`: of timing; 0 leaves it out. `wanted.texts` 0 leaves the
    explanations out. `progress` is called as (explanations done, in all). Raises `InputError` for models or data that
    do not fit each other.
    """
    chosen = wanted or Wanted()
    _check(data, chosen, rounds)
    sides = sides_of(teacher, student)
    sets = [one if isinstance(one, DataSet) else data_set(one, sides.head, columns, limit) for one in data]
    figures = tuple(set_report(sides, one, chosen.seed) for one in sets)
    explains = sides.head != "token-classification" and chosen.texts > 0
    texts = sample(sets, chosen.texts, chosen.seed) if explains else []
    survived, changed = survivals(sides, texts, chosen, progress) if explains else ([], [])
    return StudentReport(
        teacher=sides.teacher_facts,
        student=sides.student_facts,
        head=sides.head,
        sets=figures,
        speed=_speed(sides, sets[0], rounds),
        survival=tuple(survived),
        changed=tuple(changed),
        machine=machine(),
        date=today(),
        seed=chosen.seed,
        notes=_notes(sides),
    )


def _check(data: Sequence[object], wanted: Wanted, rounds: int) -> None:
    if not data:
        raise InputError("no data given; name at least one file with --data.")
    for name, value, least in (("texts", wanted.texts, 0), ("k", wanted.k, 1), ("rounds", rounds, 0)):
        if type(value) is not int or value < least:
            raise InputError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    for method in wanted.methods:
        find_method(method)


def _speed(sides: Sides, first: DataSet, rounds: int) -> Speed | None:
    if rounds == 0:
        return None
    return timed(sides.teacher, sides.student, [_document(one) for one in first.examples[:_TIMED]], rounds)


def _document(example: Example) -> Document:
    if isinstance(example, Asked):
        return of_two(("question", "context"), example.question, example.context)
    if isinstance(example, TagExample):
        return plain(" ".join(example.words))
    assert isinstance(example, TextExample)
    return document_of(example)


def _notes(sides: Sides) -> tuple[str, ...]:
    if sides.head == "token-classification":
        return ("Explanations of tags are not compared.",)
    return ()
