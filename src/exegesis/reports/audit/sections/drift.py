"""What moved since an earlier report, by the arithmetic of the gate."""

from pathlib import Path

from exegesis.core import codec
from exegesis.core.errors import InputError
from exegesis.core.plurals import plural
from exegesis.reports.audit.moves import moves_between
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFinding, AuditReport, Move, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.reports.audit.wording import bound_said, change_said
from exegesis.views.tables import NONE, share

_BETTER_HIGH = ("accuracy", "recall.", "slice.")  # figures that are the better the higher
_NAMED = 3  # moves that the finding names


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
    sheet = Sheet(f"Since {found.before}", tuple(lines), pairing)
    return Content((sheet, *map(Paragraph, found.notes)), (_finding(found.before, moved),))


def _finding(before: str, moved: list[Move]) -> AuditFinding:
    """What moved in one sentence: the first few things, and how many there are."""
    if not moved:
        return AuditFinding(FINE, f"Since {before} nothing moved beyond its bound.")
    said = "; ".join(f"{one.said} {change_said(one)}" if one.change is not None else one.said for one in moved[:_NAMED])
    more = f"; and {plural(len(moved) - _NAMED, 'figure')} more" if len(moved) > _NAMED else ""
    level = CONCERN if any(map(_is_worse, moved)) else REMARK
    return AuditFinding(level, f"Since {before} beyond the bounds: {said}{more}.")


def _is_worse(one: Move) -> bool:
    """Whether it is a fall of accuracy, or a section that is gone; what merely changed is for its reader to judge."""
    return one.change is None or (one.name.startswith(_BETTER_HIGH) and one.change < 0)


def _line(one: Move) -> tuple[str, ...]:
    before, after = (share(value) for value in (one.before, one.after))
    bound = NONE if one.bound is None else bound_said(one)
    return one.said, before, after, change_said(one), bound, "yes" if one.moved else "no"
