"""Seconds of one pass over a fixed set, teacher and student taking turns, with the spread over rounds."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from exegesis.adapters.base import Model
from exegesis.data.inputs import Document
from exegesis.reports.student.result import Speed
from exegesis.reports.student.speed import timed


def alternating(teacher: Model, student: Model, documents: Sequence[Document], rounds: int) -> dict[str, Any]:
    """Medians over rounds of the seconds of a pass over all documents, at batch 1 and in bulk; the ratios teacher /
    student of each round as median, lowest and highest. Every other round the student goes first."""
    found = [_round(teacher, student, documents, number) for number in range(rounds)]
    singles, bulks = sorted(one.single_ratio for one in found), sorted(one.bulk_ratio for one in found)
    size = len(documents)
    return {
        "texts": size,
        "rounds": rounds,
        "teacher_seconds": median(one.teacher_single for one in found) * size,
        "student_seconds": median(one.student_single for one in found) * size,
        "ratio": median(singles),
        "ratio_range": [singles[0], singles[-1]],
        "bulk_ratio": median(bulks),
        "bulk_ratio_range": [bulks[0], bulks[-1]],
    }


def _round(teacher: Model, student: Model, documents: Sequence[Document], number: int) -> Speed:
    if number % 2 == 0:
        return timed(teacher, student, documents, 1)
    other = timed(student, teacher, documents, 1)
    return Speed(
        texts=other.texts,
        rounds=1,
        teacher_single=other.student_single,
        student_single=other.teacher_single,
        teacher_bulk=other.student_bulk,
        student_bulk=other.teacher_bulk,
        single_ratio=1 / other.single_ratio,
        bulk_ratio=1 / other.bulk_ratio,
    )
