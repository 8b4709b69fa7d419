"""Reports over many measurements."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "student_report",
    "glue_report",
    "StudentReport",
]

if TYPE_CHECKING:
    from exegesis.reports.student.glue import glue_report
    from exegesis.reports.student.report import report as student_report
    from exegesis.reports.student.result import StudentReport
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "student_report": "student.report:report",
            "glue_report": "student.glue",
            "StudentReport": "student.result",
        },
    )
