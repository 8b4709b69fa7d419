"""How good the answers are: accuracy whole and by class, beside an answer that looks at nothing, and the confusions."""

import numpy as np

from exegesis.core.proportions import binomial_p
from exegesis.core.statistics import holm
from exegesis.data.outcomes import Outcomes
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.figures import FEWEST, share_figure, shares
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import NONE, share

_LEVEL = 0.05
_SHOWN = 10  # classes, and the confusions of more than so many


def ask(case: AuditCase) -> Content:
    """The answers beside the truths."""
    outcomes = case.outcomes
    whole = share_figure("accuracy", "accuracy", int(outcomes.right.sum()), len(outcomes))
    recalls = [_recall(outcomes, place) for place in range(len(outcomes.classes))]
    findings = [_against_chance(outcomes, whole), *_weak_classes(outcomes, whole, recalls)]
    if len(outcomes) < FEWEST:
        findings.append(AuditFinding(REMARK, f"Only {len(outcomes)} rows have a label: too few for figures to hold."))
    balanced = _balanced(recalls)
    figures = (whole, *((balanced,) if balanced is not None else ()), *recalls)
    blocks = (_summary(outcomes, whole, balanced), _by_class(outcomes, recalls), _confusions(outcomes))
    return Content(blocks, tuple(findings), figures)


def _recall(outcomes: Outcomes, place: int) -> AuditFigure:
    mine = outcomes.labels == place
    name = outcomes.classes[place]
    return share_figure(f"recall.{name}", f"right of true {name}", int(outcomes.right[mine].sum()), int(mine.sum()))


def _against_chance(outcomes: Outcomes, whole: AuditFigure) -> AuditFinding:
    """Whether the model beats the answer that is most often true."""
    usual = np.bincount(outcomes.labels, minlength=len(outcomes.classes))
    named, base = outcomes.classes[int(usual.argmax())], float(usual.max() / len(outcomes))
    said = f"{shares(whole)} of the answers to {len(outcomes):,} labelled rows are right"
    if whole.low is not None and whole.low > base:
        return AuditFinding(FINE, f"{said}; always answering “{named}” would be right {share(base)} of the time.")
    return AuditFinding(
        CONCERN, f"{said}: no better, as far as chance lets tell, than always “{named}” ({share(base)})."
    )


def _weak_classes(outcomes: Outcomes, whole: AuditFigure, recalls: list[AuditFigure]) -> list[AuditFinding]:
    """Classes that are recognised less often than all rows are, tested each and corrected by Holm."""
    known = [one for one in recalls if one.rows >= FEWEST and one.value is not None and whole.value is not None]
    if len(known) < 2:
        return []
    ps, found = holm([binomial_p(one.hits or 0, one.rows, whole.value or 0.0) for one in known]), []
    for one, p in zip(known, ps, strict=True):
        if p < _LEVEL and (one.value or 0) < (whole.value or 0):
            text = (
                f"Of the {one.rows:,} rows that are truly “{one.name.removeprefix('recall.')}” {shares(one)} are right"
            )
            found.append(AuditFinding(CONCERN, f"{text}, fewer than of all rows ({share(whole.value)}; p {p:.2g})."))
    return found


def _balanced(recalls: list[AuditFigure]) -> AuditFigure | None:
    """The mean of the classes' recalls; its interval puts together theirs (MOVER, Zou and Donner 2008)."""
    known = [(one.value, one.low, one.high) for one in recalls if one.rows]
    if len(known) < 2:
        return None
    value, low, high = np.array(known, dtype=np.float64).T
    mean, count = float(value.mean()), len(known)
    below, above = (float(np.sqrt((gap**2).sum())) / count for gap in (value - low, high - value))
    rows = sum(one.rows for one in recalls)
    return AuditFigure("balanced accuracy", "mean of the classes' recalls", mean, mean - below, mean + above, rows)


def _summary(outcomes: Outcomes, whole: AuditFigure, balanced: AuditFigure | None) -> Sheet:
    truths = outcomes.probabilities[np.arange(len(outcomes)), outcomes.labels]
    loss = float(-np.log(np.maximum(truths, 1e-12)).mean())
    lines = [
        ("measure", "value [95% interval]"),
        ("accuracy", shares(whole)),
        ("balanced accuracy", NONE if balanced is None else shares(balanced)),
        ("log loss (nats)", f"{loss:.3f}"),
        ("labelled rows", f"{len(outcomes):,}"),
    ]
    return Sheet("All rows", tuple(lines), "Accuracy: Wilson's interval. Balanced: the mean over the classes.")


def _by_class(outcomes: Outcomes, recalls: list[AuditFigure]) -> Sheet:
    order = sorted(range(len(recalls)), key=lambda place: -recalls[place].rows)
    lines = [("class", "true rows", "right of these", "answered", "right of these")]
    for place in order[:_SHOWN]:
        answered = outcomes.answers == place
        precise = share_figure("", "", int(outcomes.right[answered].sum()), int(answered.sum()))
        few = [_few(one) for one in (recalls[place], precise)]
        lines.append((outcomes.classes[place], f"{recalls[place].rows:,}", few[0], f"{precise.rows:,}", few[1]))
    left = len(recalls) - _SHOWN
    return Sheet(
        "By class", tuple(lines), f"The {left:,} rarer classes are among the figures of the JSON." if left > 0 else ""
    )


def _few(one: AuditFigure) -> str:
    return shares(one) if one.rows >= FEWEST else f"{one.hits} of {one.rows}: too few for a share"


def _confusions(outcomes: Outcomes) -> Sheet:
    count = len(outcomes.classes)
    table = np.bincount(outcomes.labels * count + outcomes.answers, minlength=count * count).reshape(count, count)
    wrong = table - np.diag(np.diag(table))
    order = np.argsort(-wrong, axis=None, kind="stable")[:_SHOWN]
    lines = [("true class", "answered", "rows")]
    for flat in order:
        true, answered = divmod(int(flat), count)
        if wrong[true, answered]:
            lines.append((outcomes.classes[true], outcomes.classes[answered], f"{wrong[true, answered]:,}"))
    return Sheet("What is taken for what", tuple(lines), "" if len(lines) > 1 else "No answer is wrong.")
