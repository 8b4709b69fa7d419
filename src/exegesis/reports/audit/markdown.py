"""An audit report as Markdown: what the page says, without the pictures."""

from collections.abc import Iterator

from exegesis.core.characters import one_line
from exegesis.reports.audit import wording as said
from exegesis.reports.audit.result import (
    AuditBlock,
    AuditChart,
    AuditReport,
    AuditSection,
    LocalExample,
    Paragraph,
    Sheet,
)
from exegesis.views import verdicts
from exegesis.views.tables import safe, table


def markdown(report: AuditReport) -> str:
    """The report; everything that comes from data is escaped."""
    parts = [
        f"# Audit of {safe(said.title(report))}",
        " · ".join(map(safe, [*said.facts(report), said.counted(report)])),
    ]
    parts += [f"**{safe(said.headline(report))}.** {said.CONFIDENCE}"] if said.headline(report) else []
    parts += [safe(said.covered(report))] if said.covered(report) else []
    parts += ["## What matters most", "\n".join(_front(report))]
    for number, section in enumerate(report.sections, 1):
        parts += [f"## {number}. {safe(section.title)}", f"*{safe(section.question)}*", *_section(section)]
    count = len(report.sections)
    parts += [f"## {count + 1}. {said.MAP}", said.MAP_NOTE, table(said.map_of(report))]
    parts += [
        f"## {count + 2}. What this report does not show",
        "\n".join(f"- {safe(line)}" for line in report.not_shown),
    ]
    parts += [
        f"## {count + 3}. {said.SIGN_OFF}",
        table([list(said.SIGNED), ["", "", "", ""]]),
        safe(said.sealed(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _front(report: AuditReport) -> Iterator[str]:
    for section, one in said.front(report):
        yield f"- {said.SIGNS[one.level]} {safe(one.text)} ({safe(section.title)})"
    for section in said.missing(report):
        yield f"- – Missing: {safe(section.missing)} ({safe(section.title)})"


def _section(section: AuditSection) -> Iterator[str]:
    if section.missing:
        yield f"Not made: {safe(section.missing)}"
    if section.findings:
        yield "\n".join(f"- {said.SIGNS[one.level]} {safe(one.text)}" for one in section.findings)
    for block in section.blocks:
        yield from _block(block)
    if section.repeat:
        yield "These numbers again:\n\n" + "\n".join(f"    {one_line(line)}" for line in section.repeat)


def _block(block: AuditBlock) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield safe(text)
        case Sheet(caption, lines, note):
            yield f"**{safe(caption)}**"
            yield table([list(cells) for cells in lines])
            yield from [safe(note)] if note else []
        case LocalExample(heading, explanation, sentences):
            yield f"**{safe(heading)}**"
            yield f"> {safe(' '.join(explanation.text.split()))}"
            yield ", ".join(f"{safe(word)} {score}" for word, score in said.strongest(explanation))
            yield safe(" ".join([*sentences, verdicts.line(explanation)]))
        case AuditChart():
            pass  # its numbers stand in the table beside it
