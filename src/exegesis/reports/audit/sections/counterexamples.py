"""What suffices for single answers, and what would turn them: each tried on the model, within a budget of passes."""

from collections.abc import Callable
from typing import TypeVar

from exegesis.core.errors import ExegesisError
from exegesis.core.plurals import plural
from exegesis.counterfactuals import Counterfactual, Counterfactuals, counterfactual
from exegesis.counterfactuals.wording import ARROW, summary
from exegesis.reports.audit.case import AuditCase, id_of
from exegesis.reports.audit.figures import share_figure
from exegesis.reports.audit.result import FINE, REMARK, AuditFigure, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.rows import AuditRow
from exegesis.reports.audit.sections.content import Content
from exegesis.rules import Anchor, anchor
from exegesis.views.tables import NONE, share
from exegesis.views.wording import answer, quoted

_DRAWS, _PASSES = 2_000, 300  # neighbours of an anchor, and passes of a counterfactual, at most
_LONGEST = 60  # characters of a word in a cell
_Tried = TypeVar("_Tried", Anchor, Counterfactuals)


def ask(case: AuditCase) -> Content:
    """Anchors and counterfactuals of the picked rows."""
    rows = [case.rows.rows[place] for place in case.picked]
    anchors, first = _tried(case, rows, lambda row, **one: anchor(case.model, row.text, draws=_DRAWS, **one))
    turned, second = _tried(case, rows, lambda row, **one: counterfactual(case.model, row.text, budget=_PASSES, **one))
    held = share_figure(
        "counterexamples.anchored",
        "picked answers that a few words keep",
        sum(found.holds for _, found in anchors),
        len(anchors),
    )
    flipped = share_figure(
        "counterexamples.turned",
        "picked answers that a small change turns",
        sum(bool(found.found) for _, found in turned),
        len(turned),
    )
    lost = map(Paragraph, (*first, *second))
    return Content((_rules(case, anchors), _changes(case, turned), *lost), (_finding(held, flipped),), (held, flipped))


def _tried(
    case: AuditCase, rows: list[AuditRow], ask_one: Callable[..., _Tried]
) -> tuple[list[tuple[AuditRow, _Tried]], list[str]]:
    """What came of each row, and what went wrong with the others."""
    found, lost = [], []
    for row in rows:
        try:
            found.append((row, ask_one(row, seed=case.plan.seed, id=id_of(row))))
        except ExegesisError as error:
            lost.append(f"Row {row.number:,}: {error}")
        case.step(1)
    return found, lost


def _finding(held: AuditFigure, flipped: AuditFigure) -> AuditFinding:
    first = f"{held.hits} of {plural(held.rows, 'picked answer')} rest on a few words, whatever the others are"
    second = f"{flipped.hits} of {flipped.rows} are turned by a small change"
    return AuditFinding(FINE if held.hits == held.rows else REMARK, f"{first}; {second}.")


def _rules(case: AuditCase, anchors: list[tuple[AuditRow, Anchor]]) -> Sheet:
    lines = [("row", "answer", "while these words are there", "the answer stays in", "of neighbours have them")]
    for row, found in anchors:
        cells = (_rule(found, case.redactor.text(row.text)), _precision(found), share(found.coverage))
        lines.append((f"{row.number:,}", answer(found.prediction), *cells))
    note = (
        f"Of neighbours in which each other word is there with chance 1/2 ({_DRAWS:,} drawn at most); a rule holds "
        "where 95% of them keep the answer."
    )
    return Sheet("Words that suffice", tuple(lines), note)


def _rule(found: Anchor, covered: str) -> str:
    """The words of the rule as they stand in the covered text."""
    spans = [found.units[index].spans[0] for index in found.rule]
    return ", ".join(quoted(covered[span.start : span.end], _LONGEST) for span in spans) or "anything"


def _precision(found: Anchor) -> str:
    if not found.holds:
        return f"{share(found.precision)}: not sure enough"
    return f"{share(found.precision)} [{share(found.low)}, {share(found.high)}]" if found.drawn else NONE


def _changes(case: AuditCase, turned: list[tuple[AuditRow, Counterfactuals]]) -> Sheet:
    lines = [("row", "answer", "the smallest change found", "gives", "passes")]
    for row, found in turned:
        covered = case.redactor.text(row.text)
        change, gives = (summary(found), NONE)
        if found.found:
            change, gives = _change(found.found[0], covered), answer(found.found[0].prediction)
        lines.append((f"{row.number:,}", answer(found.prediction), change, gives, f"{found.passes:,}"))
    note = f"Words left out, or replaced by what a masked language model proposes; {_PASSES:,} passes a row at most."
    return Sheet("What would turn it", tuple(lines), note)


def _change(found: Counterfactual, covered: str) -> str:
    """The edits, with the words that they take away as these stand in the covered text."""
    said = []
    for one in found.edits:
        span = one.unit.spans[0]
        old = quoted(covered[span.start : span.end], _LONGEST)
        said.append(f"{old} {ARROW} {quoted(one.new, _LONGEST)}" if one.new else f"without {old}")
    return ", ".join(said)
