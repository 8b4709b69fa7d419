"""An audit report as a web page that needs nothing else, and that prints on A4."""

from dataclasses import dataclass
from typing import Any

from exegesis.reports.audit import wording as said
from exegesis.reports.audit.charts import HEIGHT, WIDTH, DrawnChart, drawn
from exegesis.reports.audit.result import AuditBlock, AuditChart, AuditReport, LocalExample, Paragraph, Sheet
from exegesis.views.html import render


@dataclass(frozen=True)
class ShownBlock:
    """A block with the kind by which the template draws it, and of a chart its drawing."""

    kind: str
    block: AuditBlock
    drawing: DrawnChart | None = None


def page(report: AuditReport, title: str | None = None) -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = report.as_plain()
    named = str.__str__(title) if title else f"Audit of {said.title(plain)} · Exegesis"
    return render("audit_page.html", title=named, **_context(plain))


def fragment(report: AuditReport) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("audit_fragment.html", **_context(report.as_plain()))


def _context(report: AuditReport) -> dict[str, Any]:
    blocks = {section.name: [_shown(one) for one in section.blocks] for section in report.sections}
    size = {"width": WIDTH, "height": HEIGHT}
    return {"report": report, "said": said, "blocks": blocks, "size": size}


def _shown(block: AuditBlock) -> ShownBlock:
    match block:
        case Paragraph():
            return ShownBlock("paragraph", block)
        case Sheet():
            return ShownBlock("sheet", block)
        case AuditChart():
            return ShownBlock("chart", block, drawn(block))
        case LocalExample():
            return ShownBlock("example", block)
