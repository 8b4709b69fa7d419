"""What many explanations say together, as plain English with the numbers of the trials and no others."""

from dataclasses import dataclass

from exegesis.accounts.wording import capital
from exegesis.core.plurals import plural
from exegesis.core.statistics import Interval
from exegesis.core.types import Floats
from exegesis.data.account import Claim, ClaimTrial
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.views import naming, wording

_LONGEST = 40
_NOUNS = {"table": "row"}
_MARKED = 0.1  # points of a percentage, below which a change of a probability is none to speak of


@dataclass(frozen=True)
class GroupTopic:
    """What the sentences are about: one of the explanations, the target, the unit of the numbers, how many inputs."""

    first: Explanation
    target: Target
    output: str
    count: int

    @property
    def noun(self) -> str:
        """What one input is called."""
        return _NOUNS.get(self.first.of, self.first.of)

    @property
    def number(self) -> str:
        """What moves: "the probability of “positive”"."""
        if self.output == "probability" and self.target.versus is None:
            return f"the probability of {wording.quoted(self.target.name, _LONGEST)}"
        return naming.explained(self.target, "")


def title(topic: GroupTopic) -> str:
    """ "“positive” over 200 texts" """
    return f"{naming.short(topic.target, '')} over {plural(topic.count, topic.noun)}"


def source(topic: GroupTopic) -> str:
    """Of which model and method."""
    return f"{topic.first.fingerprint.model} · {wording.method_name(topic.first.method)}"


def answers(topic: GroupTopic, count: int) -> Claim:
    """How often the label is answered."""
    name = wording.quoted(topic.target.name, _LONGEST)
    versus = topic.target.versus
    found = f"{count:,} of the {plural(topic.count, topic.noun)}"
    if versus is None:
        sentence = f"The model answers {name} to {found}."
    else:
        sentence = f"The model puts {name} above {wording.quoted(versus.name, _LONGEST)} in {found}."
    trial = ClaimTrial(f"all {plural(topic.count, topic.noun)}", f"{name} in {count:,}", float(count))
    return Claim("answer", sentence, (trial,), True)


def speaks(topic: GroupTopic, name: str, sign: int, changes: Floats, mean: Interval, holds: bool) -> Claim:
    """ "“bad” speaks against “positive”: without it, the probability rises by 12 points on average (…)." """
    quoted, label = wording.quoted(name, _LONGEST), wording.quoted(topic.target.name, _LONGEST)
    side = f"{'for' if sign > 0 else 'against'} {label}"
    held = plural(len(changes), topic.noun)
    verb = "falls" if mean.mean < 0 else "rises"
    moved = f"{topic.number} {verb} by {_size(topic, abs(mean.mean))} on average{_between(topic, mean)}"
    found = f"taken away from the {held} that {'holds' if len(changes) == 1 else 'hold'} it, {moved}"
    sentence = (
        f"{capital(quoted)} speaks {side}: {found}."
        if holds
        else f"By its scores {quoted} speaks {side}, but single trials do not show it: {found}."
    )
    return Claim("speaks", sentence, (_trial(topic, name, changes, mean),), holds)


def moves(topic: GroupTopic, name: str, mean: Interval, floor: tuple[str, Interval] | None, holds: bool) -> Claim:
    """ "age moves the answer: without it the probability of “>50K” moves by 9 points on average (7 to 11)." """
    moved = f"without it {topic.number} moves by {_size(topic, mean.mean)} on average{_between(topic, mean)}"
    first = f"{name} moves the answer" if holds else f"By its scores {name} moves the answer, which does not show"
    trials = [ClaimTrial(f"without {name}", _size(topic, mean.mean), mean.mean)]
    if floor is not None:
        trials.append(ClaimTrial(f"without {floor[0]}", _size(topic, floor[1].mean), floor[1].mean))
    return Claim("moves", f"{first}: {moved}.", tuple(trials), holds)


def beside(topic: GroupTopic, name: str, floor: Interval) -> str:
    """What the strongest are held against."""
    return f"By its scores {name} does least: {_size(topic, floor.mean)}."


def turns(topic: GroupTopic, holding: int, turned: int) -> Claim:
    """How many answers turn where all of these are taken away."""
    sentence = (
        f"Without all of these the answer is another in {turned:,} of the {plural(holding, topic.noun)} that "
        f"{'holds' if holding == 1 else 'hold'} any of them."
    )
    trial = ClaimTrial("without all of these", f"{turned:,} of {holding:,} turn", float(turned))
    return Claim("turns", sentence, (trial,), turned > 0)


def untried(topic: GroupTopic, absent: str, others: int, left_out: int, beside: str) -> str:
    """What absent means, what was not tried, and what was left out."""
    first = f"{beside} " if beside else ""
    first += f"{capital(absent)}. In brackets 95% intervals."
    if others:
        first += f" Not tried: the {plural(others, f'other {topic.first.unit}')} that as many hold."
    if left_out:
        first += f" Left out: {plural(left_out, 'explanation')} of other targets."
    return first


def _trial(topic: GroupTopic, name: str, changes: Floats, mean: Interval) -> ClaimTrial:
    rises, falls = (int((sign * changes > 0).sum()) for sign in (1, -1))
    outcome = f"{_signed(topic, mean.mean)} on average; rises in {rises:,}, falls in {falls:,}"
    asked = f"without {wording.quoted(name, _LONGEST)}, {plural(len(changes), topic.noun)}"
    return ClaimTrial(asked, outcome, mean.mean)


def _between(topic: GroupTopic, mean: Interval) -> str:
    """ " (8 to 16)", in the direction in which it moves; nothing where all move alike."""
    if mean.low == mean.high:
        return ""
    sign = -1 if mean.mean < 0 else 1
    low, high = sorted((sign * mean.low, sign * mean.high))
    return f" ({_points(topic, low)} to {_points(topic, high)})"


def _size(topic: GroupTopic, change: float) -> str:
    return f"{_points(topic, change)} points" if _is_share(topic) else wording.number(change)


def _signed(topic: GroupTopic, change: float) -> str:
    sign = "+" if change > 0 else ""
    return f"{sign}{_size(topic, change)}"


def _points(topic: GroupTopic, change: float) -> str:
    if not _is_share(topic):
        return wording.number(change)
    points = 100 * change
    return wording.number(round(points, 0 if abs(points) >= 10 else 1)) if abs(points) >= _MARKED else "0"


def _is_share(topic: GroupTopic) -> bool:
    return topic.output == "probability"
