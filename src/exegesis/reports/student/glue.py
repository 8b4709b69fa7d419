"""The published table, filled: teacher and student of each GLUE task on its official dev set."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError
from exegesis.core.machine import machine, today
from exegesis.core.types import Floats
from exegesis.distillation.glue.metrics import official, task_score
from exegesis.distillation.glue.published import BERT, DISTILBERT
from exegesis.distillation.glue.reading import GlueSet, read_glue, tasks_in
from exegesis.distillation.glue.tasks import GlueTask, task
from exegesis.reports.student.data import document_of
from exegesis.reports.student.figures import defined
from exegesis.reports.student.outputs import outputs_of
from exegesis.reports.student.result import GlueReport, GlueRow, MetricPair
from exegesis.reports.student.sides import Sides, sides_of

PLACE = "{task}"  # in a model's name: where the task's name goes


def glue_report(
    teacher: str,
    student: str,
    data: Path,
    *,
    tasks: Sequence[str] = (),
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GlueReport:
    """Both models on the dev set of each task found in `data`, GLUE's folder.

    Every task has a model of its own, so the models' names hold "{task}" (models/teacher-{task}); without it, one task
    must be named. Tasks whose data or models are not there are listed as missing; where none is left, `InputError`.
    """
    chosen = [task(name) for name in tasks] or tasks_in(data)
    if len(chosen) > 1 and not (PLACE in teacher and PLACE in student):
        raise InputError(
            "every GLUE task has a model of its own: write {task} where its name goes in the models' names, "
            "or name one task with --glue-task."
        )
    rows, sides, missing = [], [], []
    for number, one in enumerate(chosen):
        names = (teacher.replace(PLACE, one.name), student.replace(PLACE, one.name))
        absent = [name for name in names if PLACE in teacher and not Path(name).is_dir()]
        if absent:
            missing.append(f"{one.name}: no folder {Path(absent[0]).name}")
            continue
        sides.append(sides_of(*names))
        rows.append(_row(sides[-1], one, read_glue(data, one), limit))
        if progress is not None:
            progress(number + 1, len(chosen))
    if not rows:
        raise InputError(f"no task can be measured: {'; '.join(missing)}.")
    return GlueReport(
        rows=tuple(rows),
        teachers=tuple(one.teacher_facts for one in sides),
        students=tuple(one.student_facts for one in sides),
        missing=tuple(missing),
        machine=machine(),
        date=today(),
    )


def _row(sides: Sides, one: GlueTask, sets: Sequence[GlueSet], limit: int | None) -> GlueRow:
    found = [(_official(sides.teacher, given, limit), _official(sides.student, given, limit)) for given in sets]
    return GlueRow(
        task=one.name,
        sets=tuple(given.name for given in sets),
        rows=tuple(len(_labelled(given, limit)) for given in sets),
        broken=sum(given.broken for given in sets),
        metrics=tuple(tuple(MetricPair(name, defined(a[name]), defined(b[name])) for name in a) for a, b in found),
        teacher=defined(task_score([a for a, _ in found])),
        student=defined(task_score([b for _, b in found])),
        published_teacher=BERT[one.name],
        published_student=DISTILBERT[one.name],
    )


def _labelled(given: GlueSet, limit: int | None) -> list[int]:
    return [number for number, one in enumerate(given.examples) if one.label is not None][:limit]


def _official(model: TextModel, given: GlueSet, limit: int | None) -> dict[str, float]:
    chosen = [given.examples[number] for number in _labelled(given, limit)]
    if not chosen:
        raise InputError(f"the {given.name} set of {given.task.name} has no labelled row.")
    outputs = outputs_of(model, [document_of(one) for one in chosen])
    if not given.task.labels:
        return official(given.task.metrics, np.array([float(one.label or 0) for one in chosen]), outputs[:, 0])
    order = given_order(model.labels, given.task)
    labels: Floats = np.array([given.task.labels.index(one.label or "") for one in chosen], float)
    return official(given.task.metrics, labels, outputs[:, order].argmax(axis=1).astype(float))


def given_order(labels: Sequence[str], one: GlueTask) -> list[int]:
    """Which of a model's outputs stands for each of the task's labels: by name where the names are the task's, in any
    case; else by place, which is how published models without names have them."""
    plain = [label.lower().replace(" ", "_") for label in labels]
    if sorted(plain) == sorted(one.labels):
        return [plain.index(name) for name in one.labels]
    if len(plain) == len(one.labels):
        return list(range(len(plain)))
    raise InputError(f"{one.name} has {len(one.labels)} labels, the model {len(labels)}: {', '.join(labels)}.")
