"""A curve of labels from files: read, train, and what is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.files import sha256
from exegesis.distillation.card import versions
from exegesis.distillation.task.choosing import start
from exegesis.distillation.task.examples import Example, read_examples
from exegesis.distillation.task.fewer_pieces import texts_in
from exegesis.distillation.task.job import TaskJob
from exegesis.distillation.task.label_curve import CurvePoint, label_curve
from exegesis.distillation.task.label_sets import labels_in
from exegesis.distillation.task.lessons import check_labelled
from exegesis.distillation.task.starting import load_teacher
from exegesis.training.workers import Workers, workers


def curve_of(job: TaskJob, test: Sequence[Path], counts: Sequence[int], seeds: Sequence[int]) -> dict[str, Any]:
    """The curve of the job's student on its `data`, measured on the files of `test`, with all that it depends on.

    Of the job its out, unlabelled, dev, seed and logs are not used. Raises `InputError` without a teacher, for rows
    without a label, and for counts that the data cannot give.
    """
    if not job.teachers:
        raise InputError("a curve compares learning with a teacher and without; give one with --teacher.")
    if not test or not seeds:
        raise InputError("a curve needs labelled rows to measure on (--test) and at least one seed.")
    train, held = (read_examples(paths, job.head, job.columns) for paths in (job.data, test))
    for examples in (train, held):
        check_labelled(examples)
    crew = workers(job.device)
    try:
        points = _points(job, train, held, counts, seeds, crew)
    finally:
        crew.close()
    return {
        "points": [asdict(point) for point in points],
        "student": job.student,
        "layers": list(job.layers) or job.depth or None,
        "teachers": list(job.teachers),
        "settings": asdict(job.chosen),
        "data_sha256": {path.name: sha256(path) for path in (*job.data, *test)},
        "versions": versions(),
    }


def table_of(facts: Mapping[str, Any]) -> list[str]:
    """The curve as lines: for each number of labels the mean over the seeds, and the lowest and highest."""
    lines = [f"{'labels':>8}  {'without the teacher':>24}  {'with the teacher':>24}"]
    for count in sorted({point["labels"] for point in facts["points"]}):
        cells = []
        for side in ("without_teacher", "with_teacher"):
            found = [point[side] for point in facts["points"] if point["labels"] == count]
            spread = f" ({min(found):.4f} to {max(found):.4f})" if len(found) > 1 else ""
            cells.append(f"{sum(found) / len(found):.4f}{spread}")
        lines.append(f"{count:>8,}  {cells[0]:>24}  {cells[1]:>24}")
    return lines


def _points(
    job: TaskJob,
    train: Sequence[Example],
    held: Sequence[Example],
    counts: Sequence[int],
    seeds: Sequence[int],
    crew: Workers,
) -> list[CurvePoint]:
    if crew.share.size > 1:
        raise InputError("a curve is made by one process; start it without torchrun.")
    teachers = [load_teacher(source, job.head) for source in job.teachers]
    for one in teachers:
        one.model.to(crew.device)
    labels = job.labels or teachers[0].labels or labels_in(train)
    texts = texts_in(train) if job.pieces else []

    def fresh() -> TransformerModel:
        student, _ = start(job, teachers, labels, texts)
        student.model.to(crew.device)
        student.limit = min(student.limit, job.chosen.max_length)
        return student

    return label_curve(fresh, teachers, train, held, counts, job.chosen, seeds, job.cache)
