"""What someone who means it harm can do with a few letters: an attack that looks for the worst of them."""

from exegesis.attacks import attack
from exegesis.attacks.result import ERROR, Attack
from exegesis.core.errors import ExegesisError
from exegesis.core.plurals import plural
from exegesis.core.randomness import stream
from exegesis.reports.audit.case import AuditCase, id_of
from exegesis.reports.audit.figures import share_figure, shares
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import NONE, figure, share

_RECIPE = "deepwordbug"
_ROWS, _QUERIES = 60, 100
_NOTABLE, _HIGH = 0.05, 0.25  # of the answers, at which a success rate is remarked on, and at which it is a concern


def ask(case: AuditCase) -> Content:
    """One recipe on rows drawn by the seed, those that are answered rightly where that is known."""
    places = sorted(stream(case.plan.seed, "audit attacks").permutation(len(case.rows.rows)).tolist())
    known = [place for place in places if case.rows.rows[place].truth is not None] or places
    drawn = stream(case.plan.seed, "audit attacked").permutation(len(known))[:_ROWS].tolist()
    rows = [case.rows.rows[known[place]] for place in sorted(drawn)]
    truths = [row.truth for row in rows]
    found = attack(
        case.model, [row.text for row in rows], _RECIPE, case.plan.seed, [id_of(row) for row in rows],
        truths=[str(truth) for truth in truths] if None not in truths else None, queries=_QUERIES,
    )  # fmt: skip
    case.step(1)
    if not found.attacked:
        failed = next((one.reason for one in found.items if one.outcome == ERROR), "no answer is right to begin with")
        raise ExegesisError(f"no row could be attacked: {failed}")
    rate = share_figure("attacks.deepwordbug", "answers that the attack turns", found.succeeded, found.attacked)
    return Content((_sheet(found, rate), Paragraph(_LIMITS)), (_finding(rate),), (rate,))


_LIMITS = (
    "One attack of one kind, with a budget: others may do more, so that few answers turn proves nothing. Poisoned "
    "training data, stolen models and the security of the system are not looked at."
)


def _finding(rate: AuditFigure) -> AuditFinding:
    level = CONCERN if (rate.low or 0.0) > _HIGH else REMARK if (rate.value or 0.0) > _NOTABLE else FINE
    text = f"An attack that changes single letters turns {shares(rate)} of {plural(rate.rows, 'answer')}"
    return AuditFinding(level, f"{text}, each within {_QUERIES} queries.")


def _sheet(found: Attack, rate: AuditFigure) -> Sheet:
    lines = [
        ("", "value"),
        ("attack", f"{found.recipe}: one letter of each important word, at most {_QUERIES} queries a text"),
        ("rows attacked", f"{found.attacked:,} of {len(found.items):,} drawn"),
        ("answers turned", shares(rate)),
        ("right before", share(found.accuracy_before)),
        ("right under attack", share(found.accuracy_after)),
        ("queries of a text, mean", figure(found.mean_queries, 1)),
        ("words changed where it succeeds, mean", NONE if found.mean_share is None else share(found.mean_share)),
    ]
    return Sheet("One attack", tuple(lines), "Rows that are wrong already are not attacked; the rate is of the others.")
