"""An integral over a path whose stretches are halved where the path bends; no gradient is taken twice.

Boole's rule over five evenly spaced nodes of each stretch, and Simpson's over three of them, which tells how far to
believe it (adaptive quadrature; Gander and Gautschi 2000, section 2). Halving a stretch uses all five again. Paths of
language models bend in some places and are straight in most, so that this takes half of the gradients that a rule with
nodes everywhere takes for the same error, and less where rounds of such a rule share no nodes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats
from exegesis.explainers.path_reached import SMALLEST_CHANGE, Reached, Shown, as_they_are

GRID = 1 << 14  # places of the path, from the baseline at 0 to the input
_BOOLE = np.array([7, 32, 12, 32, 7]) / 90
_SIMPSON = np.array([1, 0, 4, 0, 1]) / 6
# What Simpson's rule may be off by, as a share of all scores, for each of the tolerance of their sum: on SST-2 Boole's
# is then off by a seventh of it.
_ERROR = 5.0
_AT_ONCE = 4  # stretches are halved in a round, of those whose error is at least
_ALIKE = 0.25  # of the largest

# (path, place): a point of one of several paths that are averaged.
Node = tuple[int, int]


@dataclass(frozen=True, eq=False)
class _Stretch:
    """A part of one path, the scores (P,) that it holds, and how far the two rules are apart."""

    path: int
    start: int
    stop: int
    scores: Floats
    error: float


class Halving:
    """One target's integral, the mean over `paths` paths: asks for nodes, takes gradients there, until it is done.

    So a target gets the same scores alone and among others, with which it shares gradients. How far the rules are apart
    is judged by what is `shown` of the scores.
    """

    def __init__(self, change: float, tolerance: float, paths: int, max_steps: int, shown: Shown = as_they_are) -> None:
        self.change = change
        self.size = max(abs(change), SMALLEST_CHANGE)
        self.tolerance, self.shown = tolerance, shown
        self.paths = paths
        self.most = max_steps * paths
        self._stretches: list[_Stretch] = []
        self._nodes: set[Node] = set()  # between the ends
        self._next = [(path, start, start + GRID // 2) for path in range(paths) for start in (0, GRID // 2)]
        self._misses: list[tuple[int, float]] = []  # steps and |delta| after each round
        self.reached: Reached

    def wanted(self) -> list[Node]:
        """The nodes of the next round, those of former ones among them; none when all is done."""
        return [(path, place) for path, start, stop in self._next for place in _places(start, stop)]

    def take(self, gradients: Mapping[Node, Floats]) -> None:
        """Gradients x way (P,) at the nodes that were wanted."""
        for path, start, stop in self._next:
            known = np.stack([gradients[path, place] for place in _places(start, stop)])
            share = (stop - start) / GRID / self.paths
            scores, rough = share * (_BOOLE @ known), share * (_SIMPSON @ known)
            self._stretches.append(_Stretch(path, start, stop, scores, float(np.abs(self.shown(scores - rough)).sum())))
        self._nodes |= {node for node in self.wanted() if 0 < node[1] < GRID}
        self.reached = self._judged()
        self._next = [] if self.reached.done else self._halves()

    def _judged(self) -> Reached:
        scores = np.sum([one.scores for one in self._stretches], axis=0)
        moved = sum(one.error for one in self._stretches) / max(
            float(np.abs(self.shown(scores)).sum()), SMALLEST_CHANGE
        )
        miss, steps = abs(float(scores.sum()) - self.change), len(self._nodes) // self.paths
        before = [former for count, former in self._misses if 2 * count <= steps]
        self._misses.append((steps, miss))
        near = round(miss, 6) <= round(self.tolerance * self.size, 6)
        done = near and round(moved, 6) <= _ERROR * self.tolerance
        fell = miss / max(before[-1], 1e-12) if before else float("nan")
        return Reached(scores, self.change, steps, near, done, moved, fell)

    def _halves(self) -> list[tuple[int, int, int]]:
        """Both halves of the stretches whose error is largest, as far as they can be halved and steps are left."""
        room = (self.most - len(self._nodes)) // 4
        open_ = [one for one in self._stretches if one.stop - one.start >= 8]
        # By rounded errors, ties by place: how passes are batched must not choose.
        errors = {id(one): round(one.error / self.size, 6) for one in open_}
        ranked = sorted(open_, key=lambda one: (-errors[id(one)], one.path, one.start))
        least = round(_ALIKE * errors[id(ranked[0])], 6) if ranked else 0.0
        chosen = [one for one in ranked[: min(room, _AT_ONCE)] if errors[id(one)] >= least]
        self._stretches = [one for one in self._stretches if one not in chosen]
        middles = [(one, (one.start + one.stop) // 2) for one in chosen]
        return [part for one, at in middles for part in ((one.path, one.start, at), (one.path, at, one.stop))]


def _places(start: int, stop: int) -> Sequence[int]:
    return range(start, stop + 1, (stop - start) // 4)
