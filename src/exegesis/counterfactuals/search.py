"""The search for the smallest change that gives another answer. Pure arithmetic: no model, no text.

First every edit alone, those of the units that an explanation names first before the others; then the most promising
together, until the answer changes; then random ones together. What changed the answer is shrunk until no part of it
can be taken back, and what is left of the passes goes into smaller ones. The search asks for margins of candidates and
is told them, so a toy function drives it as a model does.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exegesis.core.errors import check_count
from exegesis.counterfactuals.shrinking import Shrinking
from exegesis.counterfactuals.space import EditChoice, Edits, Space, joined
from exegesis.counterfactuals.trials import EditTrial, Reply, Trials

_POOL = 24  # edits that smaller candidates are made of
_BEAM = 6  # candidates of each size that are carried on
_ROUND = 32  # random candidates drawn at a time
_PATIENCE = 3  # rounds of random candidates without a smaller one
_LISTED = 4096  # candidates that are gone through one by one, where there are no more
_STALE = 20  # rounds in which nothing new was drawn
_MOVED = 1e-9  # of the margin, by which an answer is said to have moved

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
Finding: TypeAlias = Generator[EditTrial, Reply, Edits | None]
_Allowed: TypeAlias = Callable[[EditChoice], bool]


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
        self.space, self.trials, self.rng = space, trials, rng
        self.ended = "exhausted"

    def one(self, known: Sequence[Edits]) -> Generator[EditTrial, Reply, Flip | None]:
        """The next: of other units than the known ones if it can be, else of other edits."""
        allowances = _allowances(self.space, known)
        for allowed in allowances:
            found = yield from self._found(allowed, is_last=allowed is allowances[-1])
            if found is not None:
                return (yield from self._smallest(found, allowed))
            if self.trials.is_spent:
                self.ended = "budget"
                break
        return None

    def _found(self, allowed: _Allowed, is_last: bool) -> Finding:
        """Any candidate that changes the answer. Chance is tried where nothing else `is_last` allowed."""
        found = yield from self._alone(allowed)
        if found is None and self.space.most_edits > 1:
            found = yield from self._together(allowed)
        if found is None and (is_last or self.space.size(allowed) <= _LISTED):
            found = yield from self._at_random(allowed)
        return found

    def _alone(self, allowed: _Allowed) -> Finding:
        """Each edit by itself; half of the passes are kept for several together."""
        singles = [(edit,) for unit in self.space.order for edit in self.space.probes(unit) if allowed(edit)]
        share = 1.0 if self.space.most_edits == 1 else 0.5
        yield from self.trials.ask(singles, share, stop_early=self.space.is_even)
        found = self.trials.best(singles)
        if found is not None and not self.space.is_even:
            return (yield from self._nearest(singles))
        return found

    def _nearest(self, singles: Sequence[Edits]) -> Finding:
        """Of the units that change the answer alone the one that costs least, each moved as little as that takes."""
        shrinking, moved = Shrinking(self.space, self.trials), list[Edits]()
        for unit in self.space.order:
            own = self.trials.best(one for one in singles if one[0].unit == unit)
            if own is not None:
                moved.append((yield from shrinking.nearer(own)))
        return self.trials.best(moved)

    def _ranked(self, allowed: _Allowed) -> list[EditChoice]:
        """Of each unit the edit that goes farthest towards the other answer, farthest first; then what is untried."""
        known, rest = dict[int, EditChoice](), list[EditChoice]()
        for unit in self.space.order:
            edits = [edit for edit in self.space.probes(unit) if allowed(edit)]
            tried = [edit for edit in edits if (edit,) in self.trials.margins]
            if tried:
                known[unit] = max(tried, key=lambda edit: (round(self.trials.margins[(edit,)], 9), -edit.alternative))
            elif edits:
                rest.append(edits[-1])
        return sorted(known.values(), key=lambda edit: (-round(self.trials.margins[(edit,)], 9), edit)) + rest

    def _together(self, allowed: _Allowed) -> Finding:
        """The first few of the ranking together, more and more of them; then the smallest number that does."""
        ranked = self._ranked(allowed)[: self.space.most_edits]
        sizes = _growing(len(ranked))
        while sizes:
            heads = [joined((), *ranked[:size]) for size in sizes]
            yield from self.trials.ask(heads, stop_early=True)
            flipped = [size for size, head in zip(sizes, heads, strict=True) if self.trials.flips(head)]
            if not flipped:
                return None
            smallest = flipped[0]
            below = [size for size in range(1, smallest) if joined((), *ranked[:size]) in self.trials.margins]
            sizes = _between(max(below, default=1), smallest)
            if not sizes or self.trials.is_spent:
                return joined((), *ranked[:smallest])
        return None

    def _at_random(self, allowed: _Allowed) -> Finding:
        """Candidates of any size, drawn until the passes are spent; all of them where there are few."""
        if self.space.size(allowed) <= _LISTED:
            every = list(self.space.every(allowed))
            yield from self.trials.ask(every, stop_early=True)
            return self.trials.best(every)
        edits = [[edit for edit in self.space.edits_of(unit) if allowed(edit)] for unit in self.space.order]
        edits, stale = [some for some in edits if some], 0
        while not self.trials.is_spent and stale < _STALE:
            if len(self.trials.margins) > 2 * _ROUND and self.trials.reach <= _MOVED:
                self.ended = "unmoved"
                return None
            drawn = [self._drawn(edits) for _ in range(_ROUND)]
            stale = 0 if any(one not in self.trials.margins for one in drawn) else stale + 1
            yield from self.trials.ask(drawn, stop_early=True)
            if (found := self.trials.best(drawn)) is not None:
                return found
        return None

    def _drawn(self, edits: Sequence[Sequence[EditChoice]], size: int | None = None) -> Edits:
        """A random candidate of so many of these units, any number where none is said."""
        most = min(self.space.most_edits, len(edits))
        size = int(self.rng.integers(1, most + 1)) if size is None else size
        units = self.rng.choice(len(edits), size, replace=False)
        return joined((), *(edits[unit][int(self.rng.integers(len(edits[unit])))] for unit in units))

    def _smallest(self, found: Edits, allowed: _Allowed) -> Generator[EditTrial, Reply, Flip]:
        """Shrunk, and then whatever smaller one the rest of the passes brings."""
        shrinking = Shrinking(self.space, self.trials)
        best, minimal = yield from shrinking.shrunk(found)
        for smaller in (self._by_beam, self._by_chance):
            while len(best) > 1 and (better := (yield from smaller(best, allowed))) is not None:
                best, minimal = yield from shrinking.shrunk(better)
        return Flip(best, self.trials.margins[best], minimal, self.trials.left)

    def _by_beam(self, best: Edits, allowed: _Allowed) -> Finding:
        """A smaller one, grown edit by edit from the most promising."""
        pool = self._ranked(allowed)[:_POOL]
        beam: list[Edits] = [(edit,) for edit in pool[:_BEAM]]
        for _ in range(2, len(best)):
            longer = {joined(one, edit) for one in beam for edit in pool if all(edit.unit != had.unit for had in one)}
            yield from self.trials.ask(sorted(longer), stop_early=True)
            if (found := self.trials.best(sorted(longer))) is not None:
                return found
            known = [one for one in longer if one in self.trials.margins]
            beam = sorted(known, key=lambda one: (-round(self.trials.margins[one], 9), one))[:_BEAM]
        return None

    def _by_chance(self, best: Edits, allowed: _Allowed) -> Finding:
        """A smaller one of random edits."""
        if len(best) < 3:  # of single ones all were tried
            return None
        pool = [edit.unit for edit in self._ranked(allowed)[: max(_POOL, len(best))]]
        edits = [[edit for edit in self.space.probes(unit) if allowed(edit)] for unit in pool]
        for _ in range(_PATIENCE):
            drawn = [self._drawn(edits, len(best) - 1) for _ in range(_ROUND)]
            yield from self.trials.ask(drawn, stop_early=True)
            if (found := self.trials.best(drawn)) is not None:
                return found
        return None


def _allowances(space: Space, known: Sequence[Edits]) -> list[_Allowed]:
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


def _growing(most: int) -> list[int]:
    """2, 3, 4, 6, 8, 12, 16, ... and the whole."""
    sizes = {size for power in range(1, 20) for size in (2**power, 3 * 2 ** (power - 1)) if size < most}
    return sorted(sizes | ({most} if most > 1 else set()))


def _between(low: int, high: int, count: int = 8) -> list[int]:
    """Sizes between two of which one is too small and one is enough, at most so many."""
    inside = range(low + 1, high)
    return list(inside[:: max(1, len(inside) // count)])
