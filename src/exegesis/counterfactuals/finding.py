"""Ways to find edits that change the answer, each of which finds what others miss."""

from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias

import numpy as np

from exegesis.counterfactuals.shrinking import Shrinking
from exegesis.counterfactuals.space import EditChoice, Edits, Space, joined
from exegesis.counterfactuals.trials import EditTrial, Reply, Trials

_POOL = 24  # edits that smaller candidates are made of
_BEAM = 6  # candidates of each size that are carried on, where the change has few edits
_FEW = 5
_GROWN, _GROWN_POOL = 8, 16  # edits of a candidate that is grown at first, and of which they are
_HALF = 0.5  # of the passes that may be spent, so that another way has the rest
_ROUND = 32  # random candidates drawn at a time
_PATIENCE = 3  # rounds of random candidates without a smaller one
_LISTED = 4096  # candidates that are gone through one by one, where there are no more
_STALE = 20  # rounds in which nothing new was drawn
_MOVED = 1e-9  # of the margin, by which an answer is said to have moved

Finding: TypeAlias = Generator[EditTrial, Reply, Edits | None]
Allowed: TypeAlias = Callable[[EditChoice], bool]


class Findings:
    """Ways through the edits of one space. Each gives the best candidate met that changes the answer, or None.

    `is_unmoved`: whether chance was given up, as nothing moved the answer at all.
    """

    def __init__(self, space: Space, trials: Trials, rng: np.random.Generator) -> None:
        self.space, self.trials, self.rng = space, trials, rng
        self.is_unmoved = False

    def are_few(self, allowed: Allowed) -> bool:
        """Whether there are so few candidates that all of them can be gone through."""
        return self.space.size(allowed) <= _LISTED

    def alone(self, allowed: Allowed) -> Finding:
        """Each edit by itself; half of the passes are kept for several together."""
        singles = [(edit,) for unit in self.space.order for edit in self.space.probes(unit) if allowed(edit)]
        share = 1.0 if self.space.most_edits == 1 else _HALF
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

    def several(self, allowed: Allowed) -> Finding:
        """Several edits together."""
        found = yield from self._one_by_one(allowed)
        if found is None:
            most = min(self.space.most_edits, _GROWN)
            found = yield from self._grown(allowed, most, _GROWN_POOL, 1, _HALF)
        if found is None:
            found = yield from self._together(allowed)
        return found

    def _one_by_one(self, allowed: Allowed) -> Finding:
        """Unit by unit in their ranking, each as it helps most beside those before it; what does not help is left."""
        edits, last = Edits(), self.trials.kept(_HALF)
        for unit in [edit.unit for edit in self._ranked(allowed)]:
            tried = [joined(edits, edit) for edit in self.space.probes(unit) if allowed(edit)]
            yield from self.trials.ask(tried)
            if (found := self.trials.best(tried)) is not None:
                return found
            known = [one for one in tried if one in self.trials.margins]
            edits = max([edits, *known], key=lambda one: (round(self.trials.margins[one], 9), -len(one)))
            if len(edits) == self.space.most_edits or self.trials.left <= last:
                return None
        return None

    def _grown(self, allowed: Allowed, most: int, size: int, width: int, share: float = 1.0) -> Finding:
        """A candidate of at most so many edits, grown edit by edit from the most promising.

        `size`: edits that are tried beside those before; `width`: candidates that are carried on; `share`: of the
        passes, at most.
        """
        pool, last = self._ranked(allowed)[:size], self.trials.kept(share)
        beam: list[Edits] = [(edit,) for edit in pool[:width]]
        for _ in range(1, most):
            longer = {joined(one, edit) for one in beam for edit in pool if all(edit.unit != had.unit for had in one)}
            if self.trials.left <= last:
                return None
            yield from self.trials.ask(sorted(longer), stop_early=True)
            if (found := self.trials.best(sorted(longer))) is not None:
                return found
            known = [one for one in longer if one in self.trials.margins]
            beam = sorted(known, key=lambda one: (-round(self.trials.margins[one], 9), one))[:width]
        return None

    def _together(self, allowed: Allowed) -> Finding:
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

    def at_random(self, allowed: Allowed) -> Finding:
        """Candidates of any size, drawn until the passes are spent; all of them where there are few."""
        if self.are_few(allowed):
            every = list(self.space.every(allowed))
            yield from self.trials.ask(every, stop_early=True)
            return self.trials.best(every)
        edits = [[edit for edit in self.space.edits_of(unit) if allowed(edit)] for unit in self.space.order]
        edits, stale = [some for some in edits if some], 0
        while not self.trials.is_spent and stale < _STALE:
            if len(self.trials.margins) > 2 * _ROUND and self.trials.reach <= _MOVED:
                self.is_unmoved = True
                return None
            drawn = [self._drawn(edits) for _ in range(_ROUND)]
            stale = 0 if any(one not in self.trials.margins for one in drawn) else stale + 1
            yield from self.trials.ask(drawn, stop_early=True)
            if (found := self.trials.best(drawn)) is not None:
                return found
        return None

    def by_beam(self, best: Edits, allowed: Allowed) -> Finding:
        """A smaller one, grown from the most promising."""
        beam = _BEAM if len(best) <= _FEW else 1
        return (yield from self._grown(allowed, len(best) - 1, _POOL, beam))

    def by_chance(self, best: Edits, allowed: Allowed) -> Finding:
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

    def _ranked(self, allowed: Allowed) -> list[EditChoice]:
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

    def _drawn(self, edits: Sequence[Sequence[EditChoice]], size: int | None = None) -> Edits:
        """A random candidate of so many of these units, any number where none is said."""
        most = min(self.space.most_edits, len(edits))
        size = int(self.rng.integers(1, most + 1)) if size is None else size
        units = self.rng.choice(len(edits), size, replace=False)
        return joined((), *(edits[unit][int(self.rng.integers(len(edits[unit])))] for unit in units))


def _growing(most: int) -> list[int]:
    """2, 3, 4, 6, 8, 12, 16, ... and the whole."""
    sizes = {size for power in range(1, 20) for size in (2**power, 3 * 2 ** (power - 1)) if size < most}
    return sorted(sizes | ({most} if most > 1 else set()))


def _between(low: int, high: int, count: int = 8) -> list[int]:
    """Sizes between two of which one is too small and one is enough, at most so many."""
    inside = range(low + 1, high)
    return list(inside[:: max(1, len(inside) // count)])
