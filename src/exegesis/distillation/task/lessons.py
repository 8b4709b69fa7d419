"""From examples, a student and its teachers to what the loop learns from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.distillation.task.distributions import TeacherAnswers
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.distillation.task.label_sets import columns_of
from exegesis.distillation.task.logits_cache import cached_answers
from exegesis.distillation.task.losses import averaged
from exegesis.distillation.task.objective import Lesson
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.shown import ExampleStretch, labels_of, same_pieces, shown, stretches, where_of


@dataclass(frozen=True)
class Material:
    """The examples as the student reads them, before any teacher is asked; `cut`: texts longer than what is read."""

    items: tuple[ExampleStretch, ...]
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
    labels = labels_of(student, made.items, rows, examples)
    where = [where_of(examples[item.example]) for item in made.items]
    return Material(made.items, Lesson(rows, labels, where=where), made.cut)


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
    settings: TaskSettings,
    cache: Path | None,
) -> Lesson:
    """The lesson with the teachers' answers, averaged when softened; `InputError` where a teacher does not fit."""
    hidden = settings.cosine > 0
    if hidden:
        check_cosine(student, teachers, given)
    found = [_answers(student, teacher, given, cache, hidden) for teacher in teachers]
    lesson = replace(
        given.lesson, hidden=found[0].hidden, teachers=[str(one.fingerprint().weights) for one in teachers]
    )
    every = zip(*(one.logits for one in found), strict=True)
    if student.kind == "regression":
        return replace(lesson, teacher=[sum(tables) / len(tables) for tables in every])
    return replace(lesson, teacher=[averaged(tables, settings.temperature) for tables in every])


def check_cosine(student: TransformerModel, teachers: Sequence[TransformerModel], given: Material) -> None:
    """`InputError` where there are no two hidden states of a text to compare."""
    if student.head != "classification" or len(teachers) != 1:
        raise InputError("cosine is for classification with one teacher; set cosine=0.")
    sizes = [int(one.config.hidden_size) for one in (student, teachers[0])]
    if sizes[0] != sizes[1]:
        raise InputError(
            f"the student is {sizes[0]} wide and the teacher {sizes[1]}, so their hidden states have no cosine; "
            "set cosine=0."
        )
    first: int | None = student.tokenizer.cls_token_id
    if first is None or student.pads_left or given.lesson.rows[0].row.ids[0] != first:
        raise InputError("the student's rows do not begin with a piece for the whole text; set cosine=0.")


def check_fits(student: TransformerModel, teacher: TransformerModel) -> list[int]:
    """The teacher's outputs in the order of the student's labels; `InputError` where they do not mean the same."""
    if teacher.kind != student.kind:
        raise InputError(f"the teacher {teacher.name} is {teacher.kind}, the student {student.kind}; they must agree.")
    if student.head == "question-answering":
        return []
    return columns_of(teacher.name, teacher.labels, student.labels)


def _answers(
    student: TransformerModel, teacher: TransformerModel, given: Material, cache: Path | None, hidden: bool
) -> TeacherAnswers:
    columns = check_fits(student, teacher)
    rows = shown(teacher, given.items)
    if student.head == "question-answering":
        same_pieces(teacher.name, given.lesson.rows, rows, given.items)
    found = cached_answers(teacher, rows, cache, hidden)
    return TeacherAnswers([table[:, columns] for table in found.logits], found.hidden) if columns else found
