"""What every comparison to an equal answer shares: the two sides, what a run cost, and how good is good enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from statistics import fmean
from typing import Any

from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Scores, Spread, relative_error, share_of_all

EQUAL = "equal"  # the aim: the peer's own error at its defaults
FLOOR = 1e-5  # an error below this is of float32: so far may batching move a model's answers
_CONFIRMED = 2  # dearer settings that must be as good

Ask = Callable[[Subject, float, int], Scores]  # subject, setting, seed


@dataclass(frozen=True)
class Way:
    """One side's way to explain. `settings` run from cheap to dear; a peer's last is its default.

    `scores` may take values from wherever they are the same and come soonest; `run` is the call that a user makes,
    which is counted and timed, on `share` of the setting and in proportion where the whole would take minutes.
    """

    name: str
    said: str
    settings: tuple[float, ...]
    scores: Ask
    run: Ask
    seeds: int = 1
    share: float = 1.0


@dataclass(frozen=True)
class Contest:
    """A method beside a peer's. Errors are against `reference`, or of two seeds where there is none.

    `delta`: how far scores are from the change that they are to sum to, as a share of it, of methods that promise that.
    `enough`: errors that a user needs, beside the peer's own; `kinds`: the texts it is asked about.
    """

    name: str
    title: str
    said: str
    peer: Way
    ours: tuple[Way, ...]
    reference: Callable[[Subject, Way], Scores] | None = None
    delta: Callable[[Subject, Scores], float] | None = None
    enough: tuple[float, ...] = ()
    kinds: tuple[str, ...] = ("sentence", "review")

    def error(self, subject: Subject, way: Way, setting: float) -> float:
        """Mean over seeds, as a share of all scores; without a reference of pairs of seeds, as a share of the norm."""
        answers = [way.scores(subject, setting, seed) for seed in range(way.seeds)]
        if self.reference is None:
            return fmean(relative_error(a, b) for a, b in combinations(answers, 2))
        right = self.reference(subject, way)
        return fmean(share_of_all(one, right) for one in answers)


@dataclass(frozen=True)
class Cost:
    """What a run took, whatever the machine: rows through the model, their tokens (padding too), multiplications."""

    passes: float
    tokens: float
    multiplications: float

    def scaled(self, factor: float) -> "Cost":
        """In proportion."""
        return Cost(self.passes * factor, self.tokens * factor, self.multiplications * factor)


COSTS = tuple(Cost.__dataclass_fields__)


@dataclass(frozen=True)
class Reached:
    """Where a side got to an aim: its setting, its error there, what that cost, and |delta| where it is asked for."""

    setting: float
    error: float
    cost: Cost
    delta: float | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Reached":
        """The inverse of `asdict`."""
        return cls(data["setting"], data["error"], Cost(**data["cost"]), data.get("delta"))


@dataclass(frozen=True)
class TextResult:
    """One text: by aim and way what was reached, None where no setting did; the peer's under its own name."""

    kind: str
    number: int
    words: int
    pieces: int
    by_aim: Mapping[str, Mapping[str, Reached | None]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "TextResult":
        """The inverse."""
        by_aim = {
            aim: {way: None if one is None else Reached.of(one) for way, one in ways.items()}
            for aim, ways in data["by_aim"].items()
        }
        return cls(data["kind"], data["number"], data["words"], data["pieces"], by_aim)


def cheapest(settings: Sequence[float], errors: Sequence[float], wanted: float) -> int | None:
    """The place of the first setting from which on no dearer one tried is worse than `wanted`; None if the last is."""
    found = None
    for place in reversed(range(len(settings))):
        if not errors[place] <= wanted:
            break
        found = place
    return found


def result(contest: Contest, subject: Subject, counted: Callable[[Way, Subject, float], Cost]) -> TextResult:
    """Every way's errors, from cheap to dear until good enough, and what the cheapest of these cost, for each aim."""
    peer = contest.peer
    errors = {peer.name: [contest.error(subject, peer, setting) for setting in peer.settings]}
    aims = {EQUAL: max(errors[peer.name][-1], FLOOR)} | {f"{one:g}": one for one in contest.enough}
    errors |= {way.name: _until(contest, subject, way, min(aims.values())) for way in contest.ours}
    by_aim: dict[str, dict[str, Reached | None]] = {}
    for aim, wanted in aims.items():
        by_aim[aim] = {}
        for way in (peer, *contest.ours):
            place = cheapest(way.settings[: len(errors[way.name])], errors[way.name], wanted)
            if way is peer and (aim == EQUAL or place is None):
                place = len(way.settings) - 1  # what a user gets who says nothing
            by_aim[aim][way.name] = None if place is None else _reached(contest, way, subject, place, errors, counted)
    return TextResult(subject.kind, subject.number, len(subject.text.split()), subject.pieces, by_aim)


def _until(contest: Contest, subject: Subject, way: Way, wanted: float) -> list[float]:
    """Errors from the cheapest setting on, until some are good enough one after another."""
    errors: list[float] = []
    for setting in way.settings:
        errors.append(contest.error(subject, way, setting))
        place = cheapest(way.settings[: len(errors)], errors, wanted)
        if place is not None and len(errors) - place > _CONFIRMED:
            break
    return errors


def _reached(
    contest: Contest,
    way: Way,
    subject: Subject,
    place: int,
    errors: Mapping[str, Sequence[float]],
    counted: Callable[[Way, Subject, float], Cost],
) -> Reached:
    setting = way.settings[place]
    delta = None if contest.delta is None else contest.delta(subject, way.scores(subject, setting, 0))
    return Reached(setting, errors[way.name][place], counted(way, subject, setting), delta)


def rows(contest: Contest, results: Sequence[TextResult]) -> list[dict[str, Any]]:
    """A row for each aim, kind of text and way of ours, over the texts where both sides reached the aim."""
    found = []
    for aim in (EQUAL, *(f"{one:g}" for one in contest.enough)):
        for kind in contest.kinds:
            of_kind = [one for one in results if one.kind == kind]
            found += [_row(contest, aim, kind, way, of_kind) for way in contest.ours if of_kind]
    return found


def _row(contest: Contest, aim: str, kind: str, way: Way, results: Sequence[TextResult]) -> dict[str, Any]:
    pairs = pairs_of(contest.peer.name, aim, way.name, results)
    row: dict[str, Any] = {"aim": aim, "kind": kind, "way": way.name, "said": way.said}
    row |= {"texts": len(results), "reached": len(pairs)}
    if not pairs:
        return row
    for side, column in (("peer", 0), ("ours", 1)):
        reached = [pair[column] for pair in pairs]
        row[f"{side}_setting"] = Spread.of([one.setting for one in reached]).plain()
        row[f"{side}_error"] = Spread.of([one.error for one in reached]).plain()
        deltas = [one.delta for one in reached if one.delta is not None]
        if len(deltas) == len(reached):
            row[f"{side}_delta"] = Spread.of(deltas).plain()
        row[side] = {name: Spread.of([getattr(one.cost, name) for one in reached]).plain() for name in COSTS}
    row["ratio"] = {
        name: Spread.of([getattr(peer.cost, name) / getattr(own.cost, name) for peer, own in pairs]).plain()
        for name in COSTS
    }
    return row


def pairs_of(peer: str, aim: str, way: str, results: Sequence[TextResult]) -> list[tuple[Reached, Reached]]:
    """(peer's, ours) of the texts where both reached the aim; a peer's default that did not is no such text."""
    found = []
    for one in results:
        theirs, own = one.by_aim[aim][peer], one.by_aim[aim][way]
        if theirs is not None and own is not None:
            found.append((theirs, own))
    return found
