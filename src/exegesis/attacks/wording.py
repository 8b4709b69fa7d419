"""An attack in words, shared by the page and the terminal."""

from exegesis.attacks.result import ERROR, FAILED, SKIPPED, SUCCEEDED, UNEDITED, Attack, AttackedText
from exegesis.core.plurals import plural
from exegesis.views import wording

_REASONS = {
    "queries": "the queries were spent",
    "seconds": "the time was spent",
    "nothing to edit": "nothing in it may be edited",
    "wrong already": "answered wrongly as it is",
}
_SIGNS = {SUCCEEDED: "✗", FAILED: "✓", UNEDITED: "·", SKIPPED: "·", ERROR: "!"}


def heading(attack: Attack) -> str:
    """ "deepwordbug turned 33 of 34 answers (97 %)" """
    what = "reached its goal in" if attack.goal == "shorter" else "turned"
    if not attack.attacked:
        return f"{attack.recipe}: no text could be attacked"
    rate = wording.percent(attack.success_rate or 0.0)
    noun = "texts" if attack.goal == "shorter" else "answers"
    return f"{attack.recipe} {what} {attack.succeeded:,} of {attack.attacked:,} {noun} ({rate})"


def figures(attack: Attack) -> list[tuple[str, str]]:
    """(what, how much): what decides whether this is bad."""
    rows = []
    if attack.success_low is not None and attack.success_high is not None:
        low, high = (wording.percent(end) for end in (attack.success_low, attack.success_high))
        rows.append(("success, 95 % interval", f"{low} to {high}"))
    if attack.accuracy_before is not None and attack.accuracy_after is not None:
        before, after = (wording.percent(share) for share in (attack.accuracy_before, attack.accuracy_after))
        rows.append(("accuracy", f"{before} before, {after} under attack"))
    if attack.mean_share is not None:
        rows.append(("words edited, where it succeeded", wording.percent(attack.mean_share)))
    if attack.mean_queries is not None:
        rows.append(("queries a text", f"{attack.mean_queries:,.0f}"))
    return rows


def left_out(attack: Attack) -> str:
    """Texts that were not attacked, and why; "" where all were."""
    skipped = sum(item.outcome == SKIPPED for item in attack.items)
    unedited = sum(item.outcome == UNEDITED for item in attack.items)
    errors = sum(item.outcome == ERROR for item in attack.items)
    said = [f"{skipped:,} answered wrongly as they are"] if skipped else []
    said += [f"{unedited:,} in which nothing may be edited"] if unedited else []
    said += [f"{errors:,} could not be attacked"] if errors else []
    return f"Not attacked: {', '.join(said)}." if said else ""


def meaning(attack: Attack) -> str:
    """Said where an edited text may rightly be answered otherwise; "" else."""
    if attack.changes_meaning:
        return "These edits change the meaning: an answer that stays may be the wrong one. A test, not an attack."
    return ""


def spent(attack: Attack) -> str:
    """Texts whose search was ended by the budget; "" where none was."""
    count = sum(item.reason in ("queries", "seconds") for item in attack.items)
    return f"The budget was spent on {plural(count, 'text')} before the search had ended." if count else ""


def answers(item: AttackedText) -> str:
    """ "positive (98 %) to negative (61 %)": what was answered before and after, with the label's probability."""
    if item.before is None or item.after is None:
        return item.reason
    if item.answer_after == item.answer_before:
        change = f"{wording.percent(item.before)} to {wording.percent(item.after)}"
        return f"still {item.answer_before}, {change}" if item.edits else f"{item.answer_before}"
    return f"{item.answer_before} to {item.answer_after}: {item.label} from {wording.percent(item.before)} to " + (
        wording.percent(item.after)
    )


def outcome(item: AttackedText) -> str:
    """How it ended, in a word or a few."""
    reason = _REASONS.get(item.reason, item.reason)
    if item.outcome == ERROR:
        return ""  # which stands in the place of the answers
    if item.outcome in (UNEDITED, SKIPPED):
        return reason
    said = "turned" if item.outcome == SUCCEEDED else "held"
    return f"{said}; {reason}" if reason else said


def sign(item: AttackedText) -> str:
    """✗ where the model was turned, ✓ where it held."""
    return _SIGNS[item.outcome]


def edits(item: AttackedText) -> str:
    """ "cheap → inexpensive, nuclear → atomic" """
    return ", ".join(f"{edit.before or '+'} → {edit.after or '(left out)'}" for edit in item.edits)


def source(attack: Attack) -> str:
    """What attacked what."""
    parts = attack.settings.get("transformations", [])
    names = ", ".join(part["name"] for part in parts)
    limit = f", {attack.budget:,} queries a text at most" if attack.budget is not None else ""
    return f"{names} by {attack.search} search{limit}; seed {attack.seed}"
