"""What the front of a report says, once, for page, Markdown and terminal alike."""

from hashlib import sha256

from exegesis.core.characters import escaped_json
from exegesis.core.codec import to_json
from exegesis.core.plurals import plural
from exegesis.data.explanation import Explanation
from exegesis.reports.audit.figures import points, shares
from exegesis.reports.audit.result import CONCERN, FINE, AuditComparison, AuditFinding, AuditReport, AuditSection, Move
from exegesis.views.tables import Table, figure
from exegesis.views.wording import decimals, signed

STRONGEST = 6  # words named below an example
STAYED = 4  # figures of a comparison that are named although they stayed
SHOWN = 9  # findings on the first screen
SIGNS = {CONCERN: "!", "remark": "·", FINE: "✓"}
MAP = "Where reviewers find what they ask"
MAP_NOTE = (
    "A map, and no claim of compliance: what the rules ask is said in short and in our words, and their texts decide. "
    "Read were SR 11-7 of 2011, Regulation (EU) 2024/1689 (the EU AI Act, whose articles 11 to 15 are for high-risk "
    "systems), Regulation (EU) 2016/679 (the GDPR) and the guiding principles for medical devices of 2021; what was "
    "changed later is not in it."
)
SIGN_OFF = "Looked at and decided"
SIGNED = ("name and role", "decision, and for which use", "date", "signature")
CONFIDENCE = "Intervals in brackets are 95%."


def title(report: AuditReport) -> str:
    """ "MODEL on FILE" """
    return f"{report.model.name} on {report.data.name}"


def facts(report: AuditReport) -> list[str]:
    """A line of what it rests on."""
    rows = plural(report.data.rows, "row")
    labelled = "" if report.data.labelled == report.data.rows else f", {report.data.labelled:,} with a label"
    return [f"{rows}{labelled}", f"seed {report.seed}", report.date]


def headline(report: AuditReport) -> str:
    """The figure that a reader looks for first; "" where there are no labels."""
    found = report.figures.get("accuracy")
    return "" if found is None else f"{shares(found)} of its answers are right"


def front(report: AuditReport) -> list[tuple[AuditSection, AuditFinding]]:
    """The findings of the first screen: all concerns, then remarks and what is in order, as far as there is room."""
    every = report.findings
    concerns = [pair for pair in every if pair[1].level == CONCERN]
    return list(every[: max(SHOWN, len(concerns))])


def counted(report: AuditReport) -> str:
    """ "3 concerns; 9 of 11 sections made" """
    concerns = sum(one.level == CONCERN for _, one in report.findings)
    made = sum(not one.missing for one in report.sections)
    of = f"{made} of {plural(len(report.sections), 'section')} made"
    return f"{plural(concerns, 'concern') if concerns else 'no concern'}; {of}"


def left(report: AuditReport) -> str:
    """How many findings stand in the sections alone."""
    count = len(report.findings) - len(front(report))
    return f"{plural(count, 'further finding')} in the sections below." if count > 0 else ""


def missing(report: AuditReport) -> list[AuditSection]:
    """The sections that could not be made."""
    return [one for one in report.sections if one.missing]


def covered(report: AuditReport) -> str:
    """What was taken out of the texts; "" where nothing was to be."""
    found = report.redacted
    if found is None:
        return ""
    places = ", ".join(f"{plural(count, 'place')} of {kind}" for kind, count in sorted(found.places.items()))
    return (
        f"Personal text is covered ({', '.join(found.kinds)}; {places or 'none was found'}): each character by █, so "
        "that lengths and offsets stay. What the tagger or an expression does not see is not covered."
    )


def record(report: AuditReport) -> str:
    """The text of report.json."""
    return escaped_json(to_json(report.to_dict(), indent=2)) + "\n"


def sealed(report: AuditReport) -> str:
    """Which record these words are of."""
    digest = sha256(record(report).encode("utf-8", "backslashreplace")).hexdigest()
    return f"SHA-256 of the report.json that says the same: {digest}"


def strongest(explanation: Explanation) -> list[tuple[str, str]]:
    """The words with the largest scores, as they are said."""
    places = decimals(explanation.scores.tolist())
    return [(unit.text, signed(score, places)) for unit, score in explanation.top(STRONGEST) if score]


def map_of(report: AuditReport) -> Table:
    """Where reviewers find what they ask; sections that were not made stand in brackets."""
    made = {one.name: one for one in report.sections}
    lines = [["rule", "what it asks, in short", "looked at under", "not shown here"]]
    for one in report.frameworks:
        named = [_named(made.get(name), name) for name in one.sections]
        lines.append([one.rule, one.asks, ", ".join(named) or "nothing here", one.gap])
    return lines


def _named(section: AuditSection | None, name: str) -> str:
    if section is None:
        return f"({name}: not made)"
    return f"({section.title}: missing)" if section.missing else section.title


# -- what moved ------------------------------------------------------------------------------------------------------


def change_said(one: Move) -> str:
    """The change with its interval, in points; of explanations the correlation itself."""
    if one.name == "explanations" and one.change is not None:
        return f"{figure(one.change)} [{figure(one.low)}, {figure(one.high)}]"
    return points(one.change, one.low, one.high)


def bound_said(one: Move) -> str:
    """What the change is held against."""
    if one.name == "explanations":
        return f"at least {figure(one.bound)}"
    return f"{figure(100 * (one.bound or 0.0), 1)} points"


def moved_said(one: Move) -> str:
    """What moved and by how much, in a line."""
    if one.change is None:
        return f"{one.said} ({one.note})" if one.note else one.said
    beside = f"; {one.note}" if one.note else ""
    return f"{one.said} {change_said(one)} (bound {bound_said(one)}{beside})"


def move_lines(found: AuditComparison) -> list[str]:
    """What a gate prints: what moved and by how much, then what stayed, and what could not be compared."""
    how = "the same rows" if found.paired else "other rows"
    lines = [f"{found.before}", f"{found.after} ({how})"]
    lines += [f"! moved: {moved_said(one)}" for one in found.moves if one.moved]
    stayed = [one for one in found.moves if not one.moved]
    beyond = [one for one in stayed if one.is_beyond]
    stayed = [one for one in stayed if not one.is_beyond]
    lines += [f"· {moved_said(one)}: beyond its bound, but chance may explain it" for one in beyond]
    lines += [f"✓ {moved_said(one)}" for one in stayed[:STAYED]]
    if len(stayed) > STAYED:
        lines.append(f"✓ {plural(len(stayed) - STAYED, 'further figure')} within the bounds")
    lines += [f"· {note}" for note in found.notes]
    moved = sum(one.moved for one in found.moves)
    if moved:
        return [*lines, f"{plural(moved, 'thing')} moved."]
    return [*lines, "Nothing moved beyond its bound" + (" that chance does not explain." if beyond else ".")]
