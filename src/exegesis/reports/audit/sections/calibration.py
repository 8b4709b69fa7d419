"""Whether it is as sure as it may be: confidence beside the share that is right."""

from exegesis.core.calibration import Calibration, calibration
from exegesis.core.statistics import bootstrapped
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.figures import points
from exegesis.reports.audit.result import (
    CONCERN,
    FINE,
    AuditChart,
    AuditFigure,
    AuditFinding,
    ChartCurve,
    Paragraph,
    Sheet,
)
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import figure, share

_BINS = 10
_SLIGHT = 0.02  # a gap of mean confidence and accuracy that nobody need be told of


def ask(case: AuditCase) -> Content:
    """Calibration of the answers' probabilities, over bins of equal counts."""
    outcomes = case.outcomes
    found = calibration(outcomes.confidence, outcomes.right, _BINS, case.plan.seed)
    gap = bootstrapped(outcomes.confidence - outcomes.right, case.plan.seed, "audit gap")
    assert gap is not None  # there are rows
    figures = (
        AuditFigure("calibration gap", "mean confidence less accuracy", gap.mean, gap.low, gap.high, len(outcomes)),
        AuditFigure("calibration error", "expected calibration error", found.error, None, None, len(outcomes)),
    )
    return Content((_chart(found), _sheet(found), Paragraph(_measure(found))), (_finding(found, figures[0]),), figures)


def _finding(found: Calibration, gap: AuditFigure) -> AuditFinding:
    value, low, high = gap.value or 0.0, gap.low or 0.0, gap.high or 0.0
    apart = points(abs(value)).removeprefix("+")
    if found.is_off and low > 0 and value > _SLIGHT:
        text = f"It is surer than it may be: its probabilities lie {apart} above the share of right answers."
        return AuditFinding(CONCERN, f"{text} They are not to be read as chances of being right.")
    if found.is_off and high < 0 and value < -_SLIGHT:
        return AuditFinding(
            FINE, f"It is less sure than it might be: its probabilities lie {apart} below the share right."
        )
    if found.is_off:
        said = f"calibration error {share(found.error)}, by chance {share(found.chance.high)} at most"
        return AuditFinding(CONCERN, f"Its probabilities are off in parts ({said}).")
    return AuditFinding(FINE, f"Its probabilities agree with the share of right answers (error {share(found.error)}).")


def _chart(found: Calibration) -> AuditChart:
    points_ = tuple((one.confidence, one.right.mean) for one in found.bins)
    bounds = tuple((one.right.low, one.right.high) for one in found.bins)
    series = (ChartCurve("bins of equal counts", points_, bounds),)
    remark = "On the diagonal a probability is the share that is right; below it the model is too sure. Bars: 95%."
    return AuditChart("Confidence and accuracy", "probability of the answer", "share right", series, True, remark)


def _sheet(found: Calibration) -> Sheet:
    lines = [("probability of the answer", "rows", "mean probability", "share right [95% interval]")]
    for one in found.bins:
        right = f"{share(one.right.mean)} [{share(one.right.low)}, {share(one.right.high)}]"
        lines.append((f"{figure(one.low, 3)} to {figure(one.high, 3)}", f"{one.count:,}", share(one.confidence), right))
    return Sheet("The bins", tuple(lines))


def _measure(found: Calibration) -> str:
    return (
        f"Expected calibration error {share(found.error)} over {len(found.bins)} bins of equal counts. Were every "
        f"probability true, it would be {share(found.chance.mean)} on as many rows, and at most "
        f"{share(found.chance.high)} in 39 of 40 cases."
    )
