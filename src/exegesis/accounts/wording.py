"""Claims as plain English: templates over what was tried, with the numbers of the trials and no others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from exegesis.accounts.claims import MaskTrial, UnitClaim
from exegesis.core.plurals import plural
from exegesis.data.account import Claim, ClaimTrial
from exegesis.data.explanation import Explanation
from exegesis.views import naming, wording
from exegesis.views.kinds import view_of

LONGEST = 40  # characters of a label's or a word's name
_SIDES = {"start": "its start", "end": "its end"}  # of an answer to a question, which have numbers of their own
_UNNAMED = "value"  # what the one output of a model without labels is called


@dataclass(frozen=True)
class Topic:
    """What the sentences are about: the explanation, and the unit of the trials' numbers."""

    explanation: Explanation
    output: str

    @property
    def target(self) -> str:
        """The explained label, in quotation marks."""
        return _quoted(self.explanation.target.name)

    @property
    def is_contrast(self) -> bool:
        """Whether it is about one class rather than another, of which each trial says which is ahead."""
        return self.explanation.target.versus is not None and self.output == "probability"


def said(topic: Topic, claim: UnitClaim) -> Claim:
    """The claim as a sentence, with its trials as they are said."""
    trials = tuple(_trial(topic, trial) for trial in claim.trials)
    sentences = {**_SENTENCES, **_OF_CONTRASTS} if topic.is_contrast and trials[0].answer is not None else _SENTENCES
    return Claim(claim.kind, sentences[claim.kind](topic, claim), trials, claim.holds, claim.units)


def untried(absent: str, unit: str, count: int) -> str:
    """What stands for an absent unit, and how many of those with a score no sentence speaks of."""
    first = f"{capital(absent)}."
    return first if not count else f"{first} Not tried: the {plural(count, f'other {unit}')} with a score."


def source(explanation: Explanation) -> str:
    """ "bundled:sentiment · LIME explains the probability of “positive”" """
    said = naming.explained(explanation.target, explanation.text)
    return f"{explanation.fingerprint.model} · {wording.method_name(explanation.method)} explains {said}"


def share(value: float, output: str) -> str:
    """A number of that unit as a person says it."""
    return wording.percent(value) if output == "probability" else wording.number(value)


def listed(names: Sequence[str]) -> str:
    """ "“not”, “at” and “all”"; what has commas of its own is kept apart by semicolons."""
    comma = "; " if any("," in name for name in names) else ", "
    return names[0] if len(names) == 1 else f"{comma.join(names[:-1])} and {names[-1]}"


def capital(said: str) -> str:
    """With a capital at the beginning of a sentence."""
    return said[:1].upper() + said[1:]


def _answer(topic: Topic, claim: UnitClaim) -> str:
    trial = claim.trials[0]
    if trial.answer is None:
        return f"{capital(_number_said(topic))} is {_number(topic, trial)}."
    if trial.answer == topic.explanation.target.name:
        return f"The model answers {topic.target} ({_number(topic, trial)})."
    return (
        f"The model answers {_quoted(trial.answer)}; this is about {topic.target}, "
        f"which it gives {_number(topic, trial)}."
    )


def _without(topic: Topic, claim: UnitClaim) -> str:
    whole, gone = claim.trials
    names = f"Without {_names(topic, claim.units)}"
    if whole.answer is None:
        less = "" if claim.holds else ", no less than with it"
        return f"{names} {_number_said(topic)} would be {_number(topic, gone)}{less}."
    if gone.answer != whole.answer:
        return f"{names} the answer would be {_quoted(gone.answer or '')} ({_of_target(topic, gone)})."
    return (
        f"{names} it would still answer {_quoted(whole.answer)}: {_of_target(topic, gone)} "
        f"instead of {_number(topic, whole)}."
    )


def _alone(topic: Topic, claim: UnitClaim) -> str:
    whole, trial = claim.trials
    names, one = f"On {'its' if len(claim.units) == 1 else 'their'} own", len(claim.units) == 1
    names = f"{names} {_names(topic, claim.units)}"
    if whole.answer is None:
        return f"{names} {'gives' if one else 'give'} {_number(topic, trial)}."
    if claim.holds:
        return f"{names} {'keeps' if one else 'keep'} the answer ({_of_target(topic, trial)})."
    return (
        f"{names} {'does' if one else 'do'} not suffice: the answer is {_quoted(trial.answer or '')} "
        f"({_of_target(topic, trial)})."
    )


def _against(topic: Topic, claim: UnitClaim) -> str:
    whole, gone = claim.trials
    change = f"without it {_number(topic, gone)} instead of {_number(topic, whole)}"
    name = _names(topic, claim.units)
    if not claim.holds:
        return f"By its score {name} speaks most against the answer, but taken away alone it does not show: {change}."
    if _is_unnamed(topic.explanation):
        return f"What lowers it most is {name}: {change}."
    return f"What speaks most against {topic.target}{_rather(topic)} is {name}: {change}."


def _together(topic: Topic, claim: UnitClaim) -> str:
    whole, *less = (_number(topic, trial) for trial in claim.trials)
    one, other = (_name(topic, unit) for unit in claim.units)
    acts = "act together" if claim.holds else "act together by their scores, which single trials do not show"
    without = [f"without {name} {number}" for name, number in zip((one, other, "both"), less, strict=True)]
    return f"{capital(one)} and {other} {acts}: {whole} with both, {', '.join(without)}."


_SENTENCES: Mapping[str, Callable[[Topic, UnitClaim], str]] = {
    "answer": _answer,
    "without": _without,
    "alone": _alone,
    "against": _against,
    "together": _together,
}


def _put(topic: Topic, claim: UnitClaim) -> str:
    return f"The model puts {_ahead(topic, claim.trials[0])}."


def _put_without(topic: Topic, claim: UnitClaim) -> str:
    whole, gone = claim.trials
    names = f"Without {_names(topic, claim.units)} it would"
    if gone.answer != whole.answer:
        return f"{names} put {_ahead(topic, gone)}."
    return f"{names} still put {_ahead(topic, gone)} instead of {_points(abs(whole.value))}."


def _put_alone(topic: Topic, claim: UnitClaim) -> str:
    trial, one = claim.trials[1], len(claim.units) == 1
    names = f"On {'its' if one else 'their'} own {_names(topic, claim.units)}"
    if claim.holds:
        return f"{names} {'keeps' if one else 'keep'} {_ahead(topic, trial)}."
    return f"{names} {'does' if one else 'do'} not suffice, but {'puts' if one else 'put'} {_ahead(topic, trial)}."


_OF_CONTRASTS: Mapping[str, Callable[[Topic, UnitClaim], str]] = {
    "answer": _put,
    "without": _put_without,
    "alone": _put_alone,
}


def _ahead(topic: Topic, trial: MaskTrial) -> str:
    """ "“glad” above “sad” by 40 points" """
    versus = topic.explanation.target.versus
    names = [topic.target, _quoted("" if versus is None else versus.name)]
    first, second = names if trial.value > 0 else reversed(names)
    return f"{first} above {second} by {_points(abs(trial.value))}"


def _rather(topic: Topic) -> str:
    versus = topic.explanation.target.versus
    return "" if versus is None else f" rather than {_quoted(versus.name)}"


def _points(share: float) -> str:
    """ "40 points" of a difference of two probabilities."""
    points = 100 * share
    return f"{wording.number(round(points, 0 if abs(points) >= 10 else 1))} points"


def _trial(topic: Topic, trial: MaskTrial) -> ClaimTrial:
    return ClaimTrial(_asked(topic, trial), _outcome(topic, trial), trial.value, trial.answer, trial.absent)


def _asked(topic: Topic, trial: MaskTrial) -> str:
    total = len(topic.explanation.units)
    if not trial.absent:
        return "all there"
    if 2 * len(trial.absent) > total:
        kept = [unit for unit in range(total) if unit not in set(trial.absent)]
        return f"{_names(topic, kept)} alone" if kept else "nothing there"
    return f"without {_names(topic, trial.absent)}"


def _outcome(topic: Topic, trial: MaskTrial) -> str:
    if topic.is_contrast and trial.answer is not None:
        return _ahead(topic, trial)
    answer = "" if trial.answer is None else f"{_quoted(trial.answer)}, "
    return f"{answer}{_of_target(topic, trial)}"


def _is_unnamed(explanation: Explanation) -> bool:
    """Whether the explained number is the only one of its model, and has no name but "value"."""
    return explanation.prediction.kind == "regression" and explanation.target.name == _UNNAMED


def _number_said(topic: Topic) -> str:
    explanation = topic.explanation
    if _is_unnamed(explanation):
        return "the model's answer"
    return naming.explained(explanation.target, explanation.text)


def _of_target(topic: Topic, trial: MaskTrial) -> str:
    """The explained number, with whose it is where the answer is another one's."""
    number, label = _number(topic, trial), topic.explanation.target.name
    return number if trial.answer in (None, label) else f"{_quoted(label)} {number}"


def _number(topic: Topic, trial: MaskTrial) -> str:
    if topic.is_contrast and trial.answer is not None:
        return _points(trial.value)
    is_difference = topic.explanation.target.versus is not None  # of two shares, which may be below 0
    number = wording.number(trial.value) if is_difference else share(trial.value, topic.output)
    side = _SIDES.get(topic.explanation.target.kind) if trial.answer is not None else None
    return number if side is None else f"{side} {number}"


def _names(topic: Topic, units: Sequence[int]) -> str:
    return listed([_name(topic, unit) for unit in units])


def _name(topic: Topic, unit: int) -> str:
    """A word in quotation marks, one of several alike by its place; what is no text as its kind of data calls it."""
    explanation = topic.explanation
    if explanation.text:
        text = explanation.units[unit].text
        alike = [place for place, other in enumerate(explanation.units) if other.text == text]
        which = f" ({wording.ordinal(alike.index(unit) + 1)} of {len(alike)})" if len(alike) > 1 else ""
        return f"{wording.quoted(text, LONGEST)}{which}"
    return view_of(explanation).in_sentence(explanation, unit)


def _quoted(label: str) -> str:
    return wording.quoted(label, LONGEST)
