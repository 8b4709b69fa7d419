"""The two models of a report, loaded alike, with their size."""

from dataclasses import dataclass
from typing import Any

from exegesis import api
from exegesis.adapters.facts import facts_of
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError
from exegesis.data.facts import ModelFacts
from exegesis.distillation.task.label_sets import columns_of

HEADS = ("classification", "question-answering", "token-classification")


@dataclass(frozen=True)
class Sides:
    """Teacher and student; `columns`: which of the student's outputs stands for each of the teacher's."""

    teacher: TextModel
    student: TextModel
    teacher_facts: ModelFacts
    student_facts: ModelFacts
    columns: tuple[int, ...]

    @property
    def head(self) -> str:
        """What both are for."""
        return self.teacher.head

    @property
    def both(self) -> tuple[TextModel, TextModel]:
        """Teacher, student."""
        return self.teacher, self.student


def sides_of(teacher: Any, student: Any) -> Sides:
    """Load both; `InputError` where their heads, kinds or labels differ."""
    first, second = api.load(teacher), api.load(student)
    if first.head != second.head or first.kind != second.kind:
        raise InputError(
            f"{first.name} is for {first.head} ({first.kind}) and {second.name} for {second.head} ({second.kind}); "
            "give a teacher and a student of one task."
        )
    if first.head not in HEADS:
        raise InputError(f"a report is for {', '.join(HEADS)}, not for {first.head}.")
    columns = [] if first.head == "question-answering" else columns_of(second.name, second.labels, first.labels)
    return Sides(first, second, facts_of(teacher, first), facts_of(student, second), tuple(columns))
