"""What a section gives, before it has a name and a place in the report."""

from dataclasses import dataclass

from exegesis.reports.audit.result import AuditBlock, AuditFigure, AuditFinding


@dataclass(frozen=True)
class Content:
    """Blocks in the order in which they are read, what must not be missed of them, and the figures behind them.

    `repeat`: commands beside that of the section itself, which give its parts in more detail.
    """

    blocks: tuple[AuditBlock, ...]
    findings: tuple[AuditFinding, ...] = ()
    figures: tuple[AuditFigure, ...] = ()
    repeat: tuple[str, ...] = ()
