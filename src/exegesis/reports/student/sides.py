"""The two models of a report, loaded alike, with their size."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.disk import megabytes
from exegesis.core.errors import InputError
from exegesis.distillation.task.label_sets import columns_of
from exegesis.qa.result import ModelFacts

HEADS = ("classification", "question-answering", "token-classification")


@dataclass(frozen=True)
class Sides:
    """Teacher and student; `columns`: which of the student's outputs stands for each of the teacher's."""

    teacher: Model
    student: Model
    teacher_facts: ModelFacts
    student_facts: ModelFacts
    columns: tuple[int, ...]

    @property
    def head(self) -> str:
        """What both are for."""
        return self.teacher.head

    @property
    def both(self) -> tuple[Model, Model]:
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


def facts_of(source: Any, model: Model) -> ModelFacts:
    """The model's name, parameters (0 of a black box), megabytes of its weights on disk, fingerprint."""
    inner: Any = getattr(model, "model", None)
    count = sum(one.numel() for one in inner.parameters()) if hasattr(inner, "parameters") else 0
    return ModelFacts(model.name, count, megabytes(source), model.fingerprint())


def machine() -> str:
    """Processor, system and Python in a line; no name of a host."""
    return f"{_processor()}, {platform.system()}, Python {platform.python_version()}"


def today() -> str:
    """The date in ISO's form, by UTC."""
    return datetime.now(UTC).date().isoformat()


def _processor() -> str:
    try:
        lines: Sequence[str] = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = ()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{named[0]} ({len(named)} threads)" if named else platform.processor() or platform.machine()
