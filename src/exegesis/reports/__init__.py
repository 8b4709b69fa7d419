"""Reports over many measurements."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "student_report",
    "glue_report",
    "StudentReport",
    "audit_report",
    "AuditReport",
    "AuditComparison",
    "Bounds",
    "Redaction",
    "moves_between",
    "read_report",
]

if TYPE_CHECKING:
    from exegesis.reports.audit.moves import Bounds, moves_between
    from exegesis.reports.audit.redaction import Redaction
    from exegesis.reports.audit.result import AuditComparison, AuditReport
    from exegesis.reports.audit.run import audit as audit_report
    from exegesis.reports.audit.sections.drift import read_report
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
            "audit_report": "audit.run:audit",
            "AuditReport": "audit.result",
            "AuditComparison": "audit.result",
            "Bounds": "audit.moves",
            "Redaction": "audit.redaction",
            "moves_between": "audit.moves",
            "read_report": "audit.sections.drift",
        },
    )
