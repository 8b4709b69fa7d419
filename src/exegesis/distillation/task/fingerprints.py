"""What a training is, so that checkpoints of another one are not gone on with."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from exegesis.distillation.task.objective import Learning, Lesson
from exegesis.training.artifacts import model_digest


def record_of(learning: Learning) -> dict[str, Any]:
    """The run's record: the student before training, what it learns from, the settings, the seed."""
    return {
        "head": learning.student.head,
        "student": model_digest(learning.student.model),
        "teachers": list(learning.lesson.teachers),
        "rows": lesson_digest(learning.lesson),
        "dev": None if learning.dev is None else lesson_digest(learning.dev),
        "seed": learning.seed,
        "settings": asdict(learning.settings),
    }


def lesson_digest(lesson: Lesson) -> str:
    """64 hexadecimal digits of the rows and their labels."""
    digest = hashlib.sha256()
    for row, labels in zip(lesson.rows, lesson.labels, strict=True):
        digest.update(json.dumps([row.row.ids, row.places, labels]).encode())
    return digest.hexdigest()
