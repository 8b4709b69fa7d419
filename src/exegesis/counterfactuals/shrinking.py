"""From a change that works to one of which no part can be taken back."""

from collections.abc import Generator
from itertools import combinations

from exegesis.counterfactuals.space import EditChoice, Edits, Space, joined, without
from exegesis.counterfactuals.trials import EditTrial, Reply, Trials

_SUBSETS = 6  # edits of which all subsets are tried: 62
_POINTS = 7  # of a chain that are tried at a time

# How it was made sure that a change is minimal: all its parts were tried; each edit alone was taken back; the passes
# were spent before.
PARTS, SINGLY, UNSURE = "parts", "singly", "unsure"
MINIMAL = (PARTS, SINGLY, UNSURE)


class Shrinking:
    """Takes edits back, and moves those that stay nearer to the input, while the answer stays the other one."""

    def __init__(self, space: Space, trials: Trials) -> None:
        self.space, self.trials = space, trials

    def shrunk(self, edits: Edits) -> Generator[EditTrial, Reply, tuple[Edits, str]]:
        """The smallest change within this one that was met, and how sure it is that there is no smaller."""
        while True:
            smaller = yield from self._smaller(edits)
            if smaller is None:
                nearer = yield from self.nearer(edits)
                if nearer == edits:
                    return edits, self._minimal(edits)
                smaller = nearer
            edits = smaller

    def _smaller(self, edits: Edits) -> Generator[EditTrial, Reply, Edits | None]:
        """With some of the edits taken back; None where the answer then returns."""
        ones = [without(edits, edit) for edit in edits if len(edits) > 1]
        yield from self.trials.ask(ones)
        spare = [edit for edit in edits if self.trials.flips(without(edits, edit))]
        if spare:
            return (yield from self._several(edits, spare))
        if len(edits) <= _SUBSETS:
            parts = _parts(edits)
            yield from self.trials.ask(parts, stop_early=True)
            return self.trials.best(parts)
        return None

    def _several(self, edits: Edits, spare: list[EditChoice]) -> Generator[EditTrial, Reply, Edits]:
        """Without as many of the spare edits as can go together, those that are missed least first."""
        spare.sort(key=lambda edit: (-round(self.trials.margins[without(edits, edit)], 6), edit))
        heads = [without(edits, *spare[:count]) for count in range(1, len(spare) + 1)]
        heads = [one for one in heads if one]
        yield from self.trials.ask(heads)
        found = self.trials.best(heads)
        assert found is not None  # the first of them flips
        return found

    def nearer(self, edits: Edits) -> Generator[EditTrial, Reply, Edits]:
        """Each edit as near to the unit as it is as the other answer allows, by halving the chain."""
        for edit in edits:
            near, rest = self.space.nearer(edit), without(edits, edit)
            low, high = -1, len(near)  # the answer returns at low, and is the other one at high
            while high - low > 1 and not self.trials.is_spent:
                step = max(1, (high - low) // (_POINTS + 1))
                points = list(range(low + step, high, step))
                tried = [joined(rest, near[point]) for point in points]
                yield from self.trials.ask(tried)
                flipped = [point for point, one in zip(points, tried, strict=True) if self.trials.flips(one)]
                high = min([high, *flipped])
                known = [point for point, one in zip(points, tried, strict=True) if one in self.trials.margins]
                low = max([low, *(point for point in known if point < high)])
            if high < len(near):
                edits = joined(rest, near[high])
        return edits

    def _minimal(self, edits: Edits) -> str:
        """How far it was tried."""
        if any(without(edits, edit) not in self.trials.margins for edit in edits):
            return UNSURE
        return (
            PARTS if all(part in self.trials.margins for part in _parts(edits)) and len(edits) <= _SUBSETS else SINGLY
        )


def _parts(edits: Edits) -> list[Edits]:
    """All proper parts but the empty one, the smallest first; of many edits none."""
    if len(edits) > _SUBSETS:
        return []
    return [part for size in range(1, len(edits)) for part in combinations(edits, size)]
