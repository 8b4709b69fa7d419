"""What moved since an earlier report, by the arithmetic of the gate."""

from pathlib import Path

from exegesis.core import codec
from exegesis.core.errors import InputError
from exegesis.reports.audit.moves import moves_between
from exegesis.reports.audit.result import CONCERN, FINE, AuditFinding, AuditReport, Move, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.reports.audit.wording import bound_said, change_said, moved_said
from exegesis.views.tables import NONE, share


def read_report(path: Path) -> AuditReport:
    """The report of a file of JSON, or of the folder that holds it; `InputError` where there is none."""
    file = path / "report.json" if path.is_dir() else path
    try:
        return AuditReport.from_dict(codec.load(file))
    except InputError as error:
        said = str(error)
        raise InputError(said if str(file) in said else f"{str(file)!r} holds no audit report: {said}") from None


def ask(before: AuditReport, report: AuditReport) -> Content:
    """The finished report beside the earlier one."""
    found = moves_between(before, report)
    lines: list[tuple[str, ...]] = [("", "before", "now", "change [95% interval]", "bound", "moved")]
    lines += [_line(one) for one in found.moves]
    moved = [one for one in found.moves if one.moved]
    pairing = "Row by row, since both speak of the same file." if found.paired else "As two samples of rows."
    findings = [AuditFinding(CONCERN, f"Since {found.before}: {moved_said(one)}.") for one in moved]
    if not moved:
        findings = [AuditFinding(FINE, f"Since {found.before} nothing moved beyond its bound.")]
    sheet = Sheet(f"Since {found.before}", tuple(lines), pairing)
    return Content((sheet, *map(Paragraph, found.notes)), tuple(findings))


def _line(one: Move) -> tuple[str, ...]:
    before, after = (share(value) for value in (one.before, one.after))
    bound = NONE if one.bound is None else bound_said(one)
    return one.said, before, after, change_said(one), bound, "yes" if one.moved else "no"
