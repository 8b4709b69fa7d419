"""Reports as the views get them, without any work."""

from dataclasses import replace
from typing import Any

from exegesis.data.explanation import Explanation
from exegesis.reports.audit.frameworks import FRAMEWORKS
from exegesis.reports.audit.moves import moves_between
from exegesis.reports.audit.result import (
    CONCERN,
    FINE,
    REMARK,
    AuditChart,
    AuditComparison,
    AuditData,
    AuditFigure,
    AuditFinding,
    AuditReport,
    AuditSection,
    ChartCurve,
    LocalExample,
    Paragraph,
    Redacted,
    RowAnswer,
    RowScores,
    Sheet,
)
from tests.reports.student.samples import model
from tests.views import samples


def section(said: str = "said", explanation: Explanation | None = None, name: str = "performance") -> AuditSection:
    """One with every kind of block."""
    curve = ChartCurve(said, ((0.6, 0.5), (0.8, 0.9), (1.0, 0.95)), ((0.4, 0.6), (0.8, 0.95), (0.9, 1.0)))
    blocks = (
        Paragraph(said),
        Sheet(said, (("a", "b"), (said, said)), said),
        AuditChart(said, "across", "upward", (curve, replace(curve, bounds=())), True, said),
        LocalExample(said, explanation or samples.lime(), (said,)),
    )
    findings = tuple(AuditFinding(level, said) for level in (FINE, REMARK, CONCERN))
    figures = (AuditFigure("accuracy", said, 0.9, 0.8, 0.95, 40, 36), AuditFigure("gap", said, None, None, None, 0))
    return AuditSection(name, said, said, findings, blocks, figures, (said,))


def report(said: str = "said", **changes: Any) -> AuditReport:
    """A report that says one thing everywhere."""
    found = AuditReport(
        model=model(said),
        labels=("negative", "positive"),
        data=AuditData(said, "ab" * 32, 2, 1, 1, "text", None),
        sections=(section(said), AuditSection("drift", said, said, missing=said)),
        frameworks=FRAMEWORKS[:2],
        not_shown=(said,),
        answers=(RowAnswer(1, "positive", "negative", 0.75), RowAnswer(2, None, "positive", 1.0)),
        explained=(RowScores(1, "negative", "lime", (0.5, -0.25)),),
        redacted=Redacted(("mail",), {"mail": 2}),
        date="2026-01-31",
        machine="a machine",
    )
    return replace(found, **changes)


def comparison() -> AuditComparison:
    """A report beside itself, but for a section that is gone."""
    one = report()
    return moves_between(one, replace(one, sections=(replace(one.sections[0], missing="gone", figures=()),)))
