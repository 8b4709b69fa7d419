"""An audit report in a terminal: its front, and what a comparison of two of them found."""

from rich.console import Console

from exegesis.core.characters import one_line
from exegesis.reports.audit import wording as said
from exegesis.reports.audit.result import AuditReport
from exegesis.views.paper import Paper, printed


def show(report: AuditReport, console: Console | None = None) -> None:
    """Print to standard output or `console`."""
    console = console or Console(highlight=False)
    paper = Paper(console, console.width)
    printed(console, paper.write(one_line(f"Audit of {said.title(report)}: {said.counted(report)}")))
    for section, one in said.front(report):
        printed(console, paper.write(one_line(f"  {said.SIGNS[one.level]} {one.text} ({section.title})")))
    for section in said.missing(report):
        printed(console, paper.write(one_line(f"  – {section.title}: {section.missing}")))
