"""From examples, a student and its teachers to what the loop learns from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.distributions import Logits
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.distillation.task.label_sets import columns_of
from exegesis.distillation.task.logits_cache import cached_answers
from exegesis.distillation.task.losses import averaged
from exegesis.distillation.task.shown import Stretch, labels_of, same_pieces, shown, stretches
from exegesis.distillation.task.training import Lesson
from exegesis.errors import InputError


@dataclass(frozen=True)
class Material:
    """The examples as the student reads them, before any teacher is asked; `cut`: texts longer than what is read."""

    items: tuple[Stretch, ...]
    lesson: Lesson
    cut: int

    @property
    def pieces(self) -> int:
        """The student's pieces in all rows."""
        return sum(len(one.row) for one in self.lesson.rows)


def material(student: TransformerModel, examples: Sequence[Example]) -> Material:
    """The examples as rows and labels of the student; `InputError` where a label is none of its own."""
    made = stretches(student, examples)
    rows = shown(student, made.items)
    return Material(made.items, Lesson(rows, labels_of(student, made.items, rows, examples)), made.cut)


def check_labelled(examples: Sequence[Example]) -> None:
    """Without a teacher every row needs its label; the error names the first that has none."""
    for one in examples:
        no_label = isinstance(one, TextExample) and one.label is None
        no_tags = isinstance(one, TagExample) and one.tags is None
        if isinstance(one, TextExample | TagExample) and (no_label or no_tags):
            raise InputError(f"{one.where}: no label; a row without one can only be learned from a teacher.")


def taught(
    student: TransformerModel,
    teachers: Sequence[TransformerModel],
    given: Material,
    temperature: float,
    cache: Path | None,
) -> Lesson:
    """The lesson with the teachers' answers, averaged when softened; `InputError` where a teacher does not fit."""
    found = [_answers(student, teacher, given, cache) for teacher in teachers]
    if student.kind == "regression":
        means = [sum(tables) / len(tables) for tables in zip(*found, strict=True)]
        return replace(given.lesson, teacher=means)
    return replace(given.lesson, teacher=[averaged(tables, temperature) for tables in zip(*found, strict=True)])


def check_fits(student: TransformerModel, teacher: TransformerModel) -> list[int]:
    """The teacher's outputs in the order of the student's labels; `InputError` where they do not mean the same."""
    if teacher.kind != student.kind:
        raise InputError(f"the teacher {teacher.name} is {teacher.kind}, the student {student.kind}; they must agree.")
    if student.head == "question-answering":
        return []
    return columns_of(teacher.name, teacher.labels, student.labels)


def _answers(student: TransformerModel, teacher: TransformerModel, given: Material, cache: Path | None) -> list[Logits]:
    columns = check_fits(student, teacher)
    rows = shown(teacher, given.items)
    if student.head == "question-answering":
        same_pieces(teacher.name, given.lesson.rows, rows, given.items)
    tables = cached_answers(teacher, rows, cache)
    return [table[:, columns] for table in tables] if columns else tables
