"""From a job to a student and what it learns from, all checked against each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.data.squad.reading import SquadQuestion
from exegesis.distillation.task.choosing import start
from exegesis.distillation.task.examples import Example, read_examples
from exegesis.distillation.task.fewer_pieces import texts_in
from exegesis.distillation.task.job import TaskJob
from exegesis.distillation.task.label_curve import unlabelled
from exegesis.distillation.task.label_sets import labels_in
from exegesis.distillation.task.lessons import Material, check_fits, check_labelled, material
from exegesis.distillation.task.starting import check_out, load_teacher
from exegesis.training.workers import Workers


@dataclass(frozen=True)
class PreparedTask:
    """The student, its teachers, and what it learns from."""

    student: TransformerModel
    layers: tuple[int, ...]  # of the model that it was started from; (): all
    teachers: tuple[TransformerModel, ...]
    given: Material
    labelled: Material | None  # what is learned first, by recipe "after"
    dev: Material | None


def prepare(job: TaskJob, workers: Workers) -> PreparedTask:
    """Read the files, load the models, check that all of it fits together."""
    check_out(job.out)
    examples = read_examples(job.data, job.head, job.columns) if job.data else []
    if not job.teachers or job.after:
        check_labelled(examples)
    more = read_examples(job.unlabelled, job.head, job.columns) if job.unlabelled else []
    if more and not job.teachers:
        raise InputError("texts without labels can only be learned from a teacher; give one.")
    teachers = tuple(load_teacher(source, job.head) for source in job.teachers)
    texts = texts_in([*examples, *more]) if job.pieces else []
    student, layers = start(job, teachers, _labels(job, teachers, examples), texts)
    for one in (student, *teachers):
        one.model.to(workers.device)
    student.limit = min(student.limit, job.chosen.max_length)
    for teacher in teachers:
        check_fits(student, teacher)
    given = material(student, [*examples, *(_bare(one) for one in more)])
    dev = material(student, read_examples(job.dev, job.head, job.columns)) if job.dev else None
    return PreparedTask(student, layers, teachers, given, material(student, examples) if job.after else None, dev)


def _labels(job: TaskJob, teachers: Sequence[TransformerModel], examples: Sequence[Example]) -> tuple[str, ...]:
    if job.labels or job.head == "question-answering":
        return job.labels
    return teachers[0].labels if teachers else labels_in(examples)


def _bare(example: Example) -> Example:
    return example if isinstance(example, SquadQuestion) else unlabelled(example)
