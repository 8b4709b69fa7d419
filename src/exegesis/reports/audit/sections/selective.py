"""When it may answer alone: how many answers are wrong as fewer of the surest are given, and from where on."""

from exegesis.confidence import fit_signals
from exegesis.confidence.result import ConfidenceFit
from exegesis.confidence.wording import guarantee, threshold
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import (
    FINE,
    REMARK,
    AuditChart,
    AuditFigure,
    AuditFinding,
    ChartCurve,
    Paragraph,
    Sheet,
)
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import figure, share

_WISHED = (0.8, 0.9, 0.95, 0.99)  # precisions, of which the first above the accuracy is asked for
_COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.5, 0.3, 0.1)
_POINTS = 60  # of a curve that is drawn
_SIGNAL = "probability"
_MOST = 20_000  # rows; of more so many are drawn, which is said


def ask(case: AuditCase) -> Content:
    """The answers in the order of their probability, judged on one half of the rows."""
    outcomes = case.outcomes
    if outcomes.right.all() or not outcomes.right.any():
        which = "right" if outcomes.right.all() else "wrong"
        raise InputError(f"every answer is {which}: there is nothing that a confidence could tell apart.")
    if len(outcomes) > _MOST:
        outcomes = outcomes.at(stream(case.plan.seed, "audit selective").permutation(len(outcomes))[:_MOST])
    wished = next((one for one in _WISHED if one > outcomes.accuracy.mean), _WISHED[-1])
    found = fit_signals({_SIGNAL: outcomes.confidence}, outcomes.right, case.plan.seed, precision=wished)
    area = found.best_known.area
    figures = (
        AuditFigure(
            "selective area", "area under the risk-coverage curve", area.area, area.low, area.high, found.judged
        ),
    )
    blocks = (_chart(found), _sheet(found), Paragraph(f"{threshold(found.guarantee)} {guarantee(found.guarantee)}"))
    return Content(blocks, (_finding(found),), figures)


def _finding(found: ConfidenceFit) -> AuditFinding:
    held = found.guarantee
    wished = share(held.wished)
    if held.threshold is None:
        return AuditFinding(
            REMARK, f"By its probability alone no answers can be singled out of which {wished} are right."
        )
    said = f"{share(held.coverage)} of the rows can be answered so that {wished} of the answers given are right"
    sure = share(1 - (held.delta or 0.0))
    return AuditFinding(FINE, f"{said} (with {sure} certainty, for rows drawn as these were).")


def _chart(found: ConfidenceFit) -> AuditChart:
    curve = found.best_known
    step = max(1, len(curve.coverage) // _POINTS)
    points = tuple(zip(curve.coverage, curve.risk, strict=True))
    shown = (*points[:-1:step], points[-1])
    series = (
        ChartCurve("by probability", shown),
        ChartCurve("in no order", ((0.0, found.chance), (1.0, found.chance))),
    )
    drawn = f", of {_MOST:,} drawn," if found.fitted + found.judged == _MOST else ""
    first = f"On {found.judged:,} rows{drawn} that nothing was fitted on."
    remark = f"{first} The lower, the better its probability tells right from wrong."
    return AuditChart("Wrong answers among the surest", "share of rows answered", "share wrong", series, False, remark)


def _sheet(found: ConfidenceFit) -> Sheet:
    curve, lines = found.best_known, [("rows answered", "wrong among these")]
    for wished in _COVERAGES:
        place = min(range(len(curve.coverage)), key=lambda at: abs(curve.coverage[at] - wished))
        lines.append((share(curve.coverage[place]), share(curve.risk[place])))
    area = curve.area
    said = f"Area under the curve {figure(area.area, 3)} [{figure(area.low, 3)}, {figure(area.high, 3)}]"
    return Sheet(
        "At some shares of rows",
        tuple(lines),
        f"{said}; in no order {figure(found.chance, 3)}, the best {figure(found.oracle, 3)}.",
    )
