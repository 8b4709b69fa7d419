"""Rounds of an integral over a path, each with more nodes than the one before, and when to believe one.

A sum near the change is no proof: where the path has a jump (zero vectors before an RMSNorm) sums wander, and one of
them is near by chance. So a round is believed when the round before says the same, in its sum and in its scores.
"""

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats
from exegesis.explainers.path_reached import SMALLEST_CHANGE, Reached, Shown, as_they_are

# How far two rounds may be apart, as a share of the change for sums, and of all that is given out for scores. Between
# two rounds of BERT's path at the padding token these are .09 and .07 at most in nine of ten texts, on a path of
# RMSNorm from zero vectors .3 to 2 and .2 to .4.
SUMS_AGREE, SCORES_AGREE = 0.25, 0.15
# Every second node of one round is a rougher witness than a round of its own.
ROUGHER = 2.0


class Rounds:
    """The scores (T, P) that each target keeps: those of the first round that is believed, else of the last.

    So a target gets the same scores alone and among others. How far two rounds are apart is judged by what is `shown`
    of the scores.
    """

    def __init__(self, change: Floats, tolerance: float, positions: int, shown: Shown = as_they_are) -> None:
        self.change, self.shown = change, shown  # (T,)
        self.size = np.maximum(np.abs(change), SMALLEST_CHANGE)
        self.allowed = np.round(tolerance * self.size, 6)
        self.scores = np.zeros((len(change), positions))
        self.steps = np.zeros(len(change), dtype=int)
        self.near = np.zeros(len(change), dtype=bool)  # the scores sum to the change
        self.done = np.zeros(len(change), dtype=bool)  # and the round before agrees
        self.moved = np.full(len(change), np.nan)  # share of the scores by which the last round moved them
        self.fell = np.full(len(change), np.nan)  # what was left of the delta by the last round

    def add(self, steps: int, fine: Floats, coarse: Floats | None) -> None:
        """One round's scores (T, P); `coarse` are those of a rougher rule where no round came before."""
        first = not self.steps.any()
        before, slack = (coarse, ROUGHER) if first else (self.scores.copy(), 1.0)
        open_ = ~self.done
        old = np.abs(self.scores.sum(axis=1) - self.change)
        delta = np.abs(fine.sum(axis=1) - self.change)
        near = np.round(delta, 6) <= self.allowed
        agree, moved = (np.zeros_like(near), self.moved) if before is None else self._agree(fine, before, slack)
        self.scores[open_], self.steps[open_], self.near[open_], self.moved[open_] = (
            fine[open_],
            steps,
            near[open_],
            moved[open_],
        )
        if not first:
            self.fell[open_] = (delta / np.maximum(old, 1e-12))[open_]
        self.done |= near & agree

    def _agree(self, fine: Floats, before: Floats, slack: float) -> tuple[NDArray[np.bool_], Floats]:
        sums = np.abs(fine.sum(axis=1) - before.sum(axis=1))
        moved = np.abs(self.shown(fine - before)).sum(axis=1)
        given = np.abs(self.shown(fine)).sum(axis=1)
        # What is given out may be nothing at all, or so little that nobody reads it.
        near = np.round(moved, 6) <= np.round(slack * SCORES_AGREE * np.maximum(given, SMALLEST_CHANGE), 6)
        return near & (np.round(sums, 6) <= np.round(slack * SUMS_AGREE * self.size, 6)), moved / np.maximum(
            given, 1e-12
        )

    def reached(self, target: int) -> Reached:
        """What one target has come to."""
        return Reached(
            self.scores[target],
            float(self.change[target]),
            int(self.steps[target]),
            bool(self.near[target]),
            bool(self.done[target]),
            float(self.moved[target]),
            float(self.fell[target]),
        )
