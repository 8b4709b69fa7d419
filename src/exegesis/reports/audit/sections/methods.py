"""Whether other methods say the same of the examples: how far their words and their order agree."""

from itertools import combinations

from exegesis.comparison import compare
from exegesis.comparison.agreement import alike
from exegesis.comparison.result import Comparison
from exegesis.core.errors import UnsupportedError
from exegesis.core.plurals import plural
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.evaluation import evaluate
from exegesis.reports.audit.case import AuditCase, id_of
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import figure, interval, share
from exegesis.views.wording import method_name

_MIDDLING = 0.5  # below which a mean rank correlation is remarked on
_LOW = 0.3  # a mean rank correlation at which two methods tell different stories


def ask(case: AuditCase) -> Content:
    """The methods of the plan on the picked rows, for the same class."""
    methods = case.plan.methods
    if len(methods) < 2:
        raise UnsupportedError("one method alone cannot be compared; name a second one with --method.")
    rows = [case.rows.rows[place] for place in case.picked]
    found = compare(
        [case.model], [row.text for row in rows], [one.label for one in methods], "predicted", case.plan.seed,
        ids=[id_of(row) for row in rows],
    )  # fmt: skip
    case.step(len(rows))
    if len(found.sides) < 2:
        why = "; ".join(one.reason for one in found.unsupported)
        raise UnsupportedError(f"only one of the methods fits this model: {why}")
    figures = tuple(_pair(found, *pair, case.plan.seed) for pair in combinations(range(len(found.sides)), 2))
    return Content((_agreement(found, figures), _faithful(case, found)), _findings(figures), figures)


def _pair(found: Comparison, one: int, other: int, seed: int) -> AuditFigure:
    """The mean rank correlation of two sides over the texts, with its bootstrap interval."""
    names = f"{found.sides[one].method}.{found.sides[other].method}"
    said = f"{method_name(found.sides[one].method)} and {method_name(found.sides[other].method)}"
    known = [value for text in found.texts if (value := alike(text, one, other)) is not None]
    mean = bootstrapped(known, seed, f"audit {names}")
    if mean is None:
        return AuditFigure(f"agreement.{names}", said, None, None, None, 0)
    return AuditFigure(f"agreement.{names}", said, mean.mean, mean.low, mean.high, len(known))


def _agreement(found: Comparison, figures: tuple[AuditFigure, ...]) -> Sheet:
    overlaps = found.agreement("overlap").values
    pairs = combinations(range(len(found.sides)), 2)
    lines = [("methods", "rank correlation [95% interval]", "shared top words", "texts")]
    for figure_, (one, other) in zip(figures, pairs, strict=True):
        mean = None if figure_.value is None else Interval(figure_.value, figure_.low or 0.0, figure_.high or 0.0)
        lines.append((figure_.said, interval(mean, 2), share(overlaps[one][other]), f"{figure_.rows}"))
    note = "1 is the same order of words, 0 an unrelated one. Top words: the five strongest, of short texts half."
    lacking = " ".join(f"{method_name(one.method)} does not fit: {one.reason}" for one in found.unsupported)
    return Sheet("Each two methods on the picked rows", tuple(lines), f"{note} {lacking}".strip())


def _faithful(case: AuditCase, found: Comparison) -> Sheet:
    """Each method by what its order of words does to the answer, beside random orders."""
    lines = [("method", "deletion gain", "texts")]
    for place, side in enumerate(found.sides):
        given = [text.explanations[place] for text in found.texts]
        values = [
            evaluate(one, case.model, "deletion_gain", output="probability")["deletion_gain"].value
            for one in given
            if one is not None
        ]
        known = [value for value in values if value is not None]
        mean = sum(known) / len(known) if known else None
        lines.append((method_name(side.method), figure(mean, 3), f"{len(known)}"))
    note = "How much faster the probability falls when words go by their scores than in random orders; 0 is chance."
    return Sheet("Whose order the model follows", tuple(lines), note)


def _findings(figures: tuple[AuditFigure, ...]) -> tuple[AuditFinding, ...]:
    known = [one for one in figures if one.value is not None]
    if not known:
        return ()
    least = min(known, key=lambda one: one.value or 0.0)
    over = f"with a rank correlation of {figure(least.value)} over {plural(least.rows, 'text')}"
    said = f"{least.said} agree least, {over}" if len(known) > 1 else f"{least.said} agree {over}"
    if (least.high or 0.0) < _LOW:
        return (AuditFinding(CONCERN, f"{said}: which method is asked decides what is found."),)
    return (AuditFinding(REMARK if (least.value or 0.0) < _MIDDLING else FINE, f"{said}."),)
