"""The search for the smallest change that gives another answer. Pure arithmetic: no model, no text.

First every edit alone, those of the units that an explanation names first before the others. Then several together,
in ways that fail differently: unit by unit, keeping what helps; edit by edit whatever goes farthest beside those
before it; the most promising of all at once; at random. What changed the answer is shrunk until no part of it can be
taken back, and what is left of the passes goes into smaller ones. The search asks for margins of candidates and is told
them, so a toy function drives it as a model does.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exegesis.core.errors import check_count
from exegesis.counterfactuals.finding import Allowed, Finding, Findings
from exegesis.counterfactuals.shrinking import Shrinking
from exegesis.counterfactuals.space import EditChoice, Edits, Space
from exegesis.counterfactuals.trials import EditTrial, Reply, Trials

STOPPED = ("found", "budget", "exhausted", "unmoved")


@dataclass(frozen=True)
class Flip:
    """Edits that change the answer. `minimal`: how that was made sure of (see `MINIMAL`); `left`: passes, then."""

    edits: Edits
    margin: float
    minimal: str
    left: int


@dataclass(frozen=True)
class SearchOutcome:
    """What was found, smallest first to be met first, and why the search ended.

    `stopped`: "found", as many as wished; "budget", the passes were spent; "exhausted", there is no other candidate;
    "unmoved", no edit moved the answer by anything at all. `tried`: candidates in all.
    """

    flips: tuple[Flip, ...]
    stopped: str
    tried: int


Steps: TypeAlias = Generator[EditTrial, Reply, SearchOutcome]


@dataclass(frozen=True, kw_only=True)
class CounterfactualSearch:
    """Settings. `count`: different counterfactuals that are looked for."""

    count: int = 1

    def __post_init__(self) -> None:
        check_count("count", self.count)

    def steps(self, space: Space, rng: np.random.Generator, margin: float, left: int) -> Steps:
        """Look for them. `margin`: of the input as it is, 0 or below; `left`: the passes that may be spent."""
        trials = Trials(space, margin, left)
        flips: list[Flip] = []
        stopped = "found"
        while len(flips) < self.count:
            trials.allot(self.count - len(flips))
            run = _Run(space, trials, rng)
            found = yield from run.one([flip.edits for flip in flips])
            if found is None:
                stopped = run.ended
                break
            flips.append(found)
        return SearchOutcome(tuple(flips), stopped, len(trials.margins) - 1)


class _Run:
    """The search for one counterfactual unlike those that are known."""

    def __init__(self, space: Space, trials: Trials, rng: np.random.Generator) -> None:
        self.space, self.trials = space, trials
        self.ways = Findings(space, trials, rng)
        self.ended = "exhausted"

    def one(self, known: Sequence[Edits]) -> Generator[EditTrial, Reply, Flip | None]:
        """The next: of other units than the known ones if it can be, else of other edits."""
        allowances = _allowances(self.space, known)
        for allowed in allowances:
            found = yield from self._found(allowed, is_last=allowed is allowances[-1])
            if found is not None:
                return (yield from self._smallest(found, allowed))
            if self.trials.is_spent or self.ways.is_unmoved:
                self.ended = "unmoved" if self.ways.is_unmoved else "budget"
                break
        return None

    def _found(self, allowed: Allowed, is_last: bool) -> Finding:
        """Any candidate that changes the answer. Chance is tried where nothing else `is_last` allowed."""
        found = yield from self.ways.alone(allowed)
        if found is None and self.space.most_edits > 1:
            found = yield from self.ways.several(allowed)
        if found is None and (is_last or self.ways.are_few(allowed)):
            found = yield from self.ways.at_random(allowed)
        return found

    def _smallest(self, found: Edits, allowed: Allowed) -> Generator[EditTrial, Reply, Flip]:
        """Shrunk, and then whatever smaller one the rest of the passes brings."""
        shrinking = Shrinking(self.space, self.trials)
        best, minimal = yield from shrinking.shrunk(found)
        for smaller in (self.ways.by_beam, self.ways.by_chance):
            while len(best) > 1 and (better := (yield from smaller(best, allowed))) is not None:
                best, minimal = yield from shrinking.shrunk(better)
        return Flip(best, self.trials.margins[best], minimal, self.trials.left)


def _allowances(space: Space, known: Sequence[Edits]) -> list[Allowed]:
    """What the next may be made of: other units than all known ones; all but one unit of each; all but one edit.

    Edits of one chain are one for this: a number that is moved a little farther is no other change.
    """
    if not known:
        return [lambda edit: True]
    used = {edit.unit for edits in known for edit in edits}
    firsts = {edits[0].unit for edits in known}
    heads = {_kind(space, edits[0]) for edits in known}
    return [
        lambda edit: edit.unit not in used,
        lambda edit: edit.unit not in firsts,
        lambda edit: _kind(space, edit) not in heads,
    ]


def _kind(space: Space, edit: EditChoice) -> tuple[int, str | int]:
    return edit.unit, space[edit].chain or edit.alternative
