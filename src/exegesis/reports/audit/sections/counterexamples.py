"""What suffices for single answers, and what would turn them: each tried on the model, within a budget of passes."""

from exegesis.core.errors import ExegesisError
from exegesis.core.plurals import plural
from exegesis.reports.audit.case import AuditCase, id_of
from exegesis.reports.audit.figures import share_figure
from exegesis.reports.audit.result import FINE, REMARK, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.rules import Anchor, anchor
from exegesis.views.tables import NONE, share
from exegesis.views.wording import quoted

_DRAWS = 2_000  # neighbours of an anchor at most
_LONGEST = 60  # characters of a text in a cell


def ask(case: AuditCase) -> Content:
    """Anchors of the picked rows."""
    lines = [("row", "answer", "while these words are there", "the answer stays in", "they stand in")]
    held, tried, lost = 0, 0, []
    for place in case.picked:
        row = case.rows.rows[place]
        try:
            found = anchor(case.model, row.text, seed=case.plan.seed, id=id_of(row), draws=_DRAWS)
        except ExegesisError as error:
            lost.append(f"Row {row.number:,}: {error}")
            continue
        finally:
            case.step(1)
        tried += 1
        held += found.holds
        covered = case.redactor.text(row.text)
        lines.append(
            (f"{row.number:,}", found.prediction.label, _rule(found, covered), _precision(found), share(found.coverage))
        )
    figure = share_figure("counterexamples.anchored", "picked answers with a rule that holds", held, tried)
    note = (
        f"Of neighbours in which each other word is there with chance 1/2 ({_DRAWS:,} drawn at most); a rule holds "
        "where 95% of them keep the answer."
    )
    said = f"Of {plural(tried, 'picked answer')} {held} rest on a few words that keep them whatever the others are."
    finding = AuditFinding(FINE if held == tried else REMARK, said)
    return Content((Sheet("Words that suffice", tuple(lines), note), *map(Paragraph, lost)), (finding,), (figure,))


def _rule(found: Anchor, covered: str) -> str:
    """The words of the rule as they stand in the covered text."""
    spans = [found.units[index].spans[0] for index in found.rule]
    return ", ".join(quoted(covered[span.start : span.end], _LONGEST) for span in spans) or "anything"


def _precision(found: Anchor) -> str:
    if not found.holds:
        return f"{share(found.precision)}: not sure enough"
    return f"{share(found.precision)} [{share(found.low)}, {share(found.high)}]" if found.drawn else NONE
