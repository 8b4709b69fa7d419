"""Claims as plain English: templates over what was tried, with the numbers of the trials and no others."""

from collections.abc import Callable, Mapping, Sequence

from exegesis.accounts.result import Account, Claim, ClaimTrial
from exegesis.core.plurals import plural
from exegesis.views import naming, wording
from exegesis.views.kinds import view_of

_LONGEST = 40  # characters of a unit's name


def sentences(account: Account) -> tuple[str, ...]:
    """One for each claim, and at the end what was not tried."""
    said = [_SENTENCES[claim.kind](account, claim) for claim in account.claims]
    return (*said, _untried(account))


def numbers(account: Account, claim: Claim) -> tuple[tuple[str, str], ...]:
    """(what was asked, what came of it) of each of the claim's trials."""
    return tuple((_asked(account, trial), _outcome(account, trial)) for trial in claim.trials)


def _answer(account: Account, claim: Claim) -> str:
    trial = claim.trials[0]
    explanation = account.explanation
    if trial.answer is None:
        return f"{_subject(account)} is {_number(account, trial)}."
    label = explanation.target.name
    if trial.answer == label:
        return f"The model answers {_quoted(label)} ({_number(account, trial)})."
    return (
        f"The model answers {_quoted(trial.answer)}; this is about {_quoted(label)}, "
        f"which it gives {_number(account, trial)}."
    )


def _without(account: Account, claim: Claim) -> str:
    whole, gone = claim.trials
    names = f"Without {_listed(account, claim.units)}"
    if whole.answer is None:
        instead = f"{_number(account, gone)} instead of {_number(account, whole)}"
        return f"{names} {_subject(account, False)} would be {instead}."
    if gone.answer != whole.answer:
        return f"{names} the answer would be {_quoted(gone.answer or '')} ({_of_target(account, gone)})."
    return (
        f"{names} it would still answer {_quoted(whole.answer)}: {_of_target(account, gone)} "
        f"instead of {_number(account, whole)}."
    )


def _alone(account: Account, claim: Claim) -> str:
    whole, trial = claim.trials
    names = _listed(account, claim.units)
    one = len(claim.units) == 1
    if whole.answer is None:
        return f"{_capital(names)} alone {'gives' if one else 'give'} {_number(account, trial)}."
    if claim.holds:
        return f"{_capital(names)} alone {'keeps' if one else 'keep'} the answer ({_of_target(account, trial)})."
    return (
        f"{_capital(names)} alone {'does' if one else 'do'} not suffice: "
        f"{'it gives' if one else 'they give'} {_quoted(trial.answer or '')} ({_of_target(account, trial)})."
    )


def _against(account: Account, claim: Claim) -> str:
    whole, gone = claim.trials
    name, target = _capital(_listed(account, claim.units)), _quoted(account.explanation.target.name)
    change = f"{_number(account, whole)} without it becomes {_number(account, gone)}"
    if claim.holds:
        return f"{name} speaks against {target}: {change}."
    return f"{name} has the lowest score, but taken away alone it does not show: {change}."


def _together(account: Account, claim: Claim) -> str:
    whole, *less = (_number(account, trial) for trial in claim.trials)
    one, other = (_name(account, unit) for unit in claim.units)
    acts = "act together" if claim.holds else "act together by their scores, which single trials do not show"
    without = [f"without {name} {number}" for name, number in zip((one, other, "both"), less, strict=True)]
    return f"{_capital(one)} and {other} {acts}: {whole} with both, {', '.join(without)}."


_SENTENCES: Mapping[str, Callable[[Account, Claim], str]] = {
    "answer": _answer,
    "without": _without,
    "alone": _alone,
    "against": _against,
    "together": _together,
}


def _untried(account: Account) -> str:
    unit = account.explanation.unit
    absent = f"{account.absent[:1].upper()}{account.absent[1:]}."
    if not account.untried:
        return absent
    return f"{absent} Not tried: the {plural(account.untried, f'other {unit}')} with a score."


def _asked(account: Account, trial: ClaimTrial) -> str:
    total = len(account.explanation.units)
    if not trial.absent:
        return "all there"
    if 2 * len(trial.absent) > total:
        kept = [unit for unit in range(total) if unit not in set(trial.absent)]
        return f"{_listed(account, kept)} alone" if kept else "nothing there"
    return f"without {_listed(account, trial.absent)}"


def _outcome(account: Account, trial: ClaimTrial) -> str:
    answer = "" if trial.answer is None else f"{_quoted(trial.answer)}, "
    return f"{answer}{_of_target(account, trial)}"


def _subject(account: Account, capital: bool = True) -> str:
    said = naming.explained(account.explanation.target, account.explanation.text)
    return _capital(said) if capital else said


def _of_target(account: Account, trial: ClaimTrial) -> str:
    """The explained number, with whose it is where the answer is another one's."""
    number, label = _number(account, trial), account.explanation.target.name
    return number if trial.answer in (None, label) else f"{_quoted(label)} {number}"


def _number(account: Account, trial: ClaimTrial) -> str:
    is_share = account.output == "probability" and account.explanation.target.versus is None  # no difference of two
    return wording.percent(trial.value) if is_share else wording.number(trial.value)


def _listed(account: Account, units: Sequence[int]) -> str:
    names = [_name(account, unit) for unit in units]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(account: Account, unit: int) -> str:
    """A word in quotation marks; what is no text by its name, and where it stands or what it holds."""
    explanation = account.explanation
    if explanation.text:
        return wording.quoted(explanation.units[unit].text, _LONGEST)
    place = view_of(explanation).place(explanation, unit)
    name = explanation.units[unit].text
    return f"{name} ({place})" if place else name


def _quoted(label: str) -> str:
    return wording.quoted(label, _LONGEST)


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
