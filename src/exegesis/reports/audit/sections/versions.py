"""On what it was made, and with which seed."""

from exegesis.core.machine import machine, today
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content


def ask(case: AuditCase) -> Content:
    """Versions, machine, seed and methods with all their settings."""
    plan = case.plan
    lines = [("", "value"), ("date (UTC)", today()), ("machine", machine()), ("seed", f"{plan.seed}")]
    lines += [(name, number) for name, number in case.model.fingerprint().versions.items()]
    lines += [(f"method {number}", one.label) for number, one in enumerate(plan.methods, 1)]
    lines += [
        ("rows explained", f"{plan.explained:,} at most"),
        ("examples shown", f"{plan.examples} and as many mistakes"),
    ]
    note = (
        "The same command on the same file, model and versions gives the same numbers, but for the last digits of the "
        "model's own arithmetic, which differ between processors."
    )
    return Content((Sheet("What it was made with", tuple(lines)), Paragraph(note)))
