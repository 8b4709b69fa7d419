"""Rounds of an integral over a path, each with more nodes than the one before, and when to believe one.

A sum near the change is no proof: where the path has a jump (zero vectors before an RMSNorm) sums wander, and one of
them is near by chance. So a round is believed when the round before says the same, in its sum and in its scores.
"""

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats

# A change smaller than this is judged as if it were this large: nobody reads the third digit of 0.01.
SMALLEST_CHANGE = 0.01
# How far two rounds may be apart, as a share of the change for sums, and of all that is given out for scores. Between
# two rounds of BERT's path at the padding token these are .09 and .07 at most in nine of ten texts, on a path of
# RMSNorm from zero vectors .3 to 2 and .2 to .4.
SUMS_AGREE, SCORES_AGREE = 0.25, 0.15
# Every second node of one round is a rougher witness than a round of its own.
ROUGHER = 2.0
# A change right beside the baseline above this share of all change is a jump: .001 of a smooth path holds no such part.
JUMP = 0.1
# Steps help where the rest falls at least so far from round to round.
FALLING = 0.7


class Rounds:
    """The scores (T, P) that each target keeps: those of the first round that is believed, else of the last.

    So a target gets the same scores alone and among others.
    """

    def __init__(self, change: Floats, tolerance: float, positions: int) -> None:
        self.change = change  # (T,)
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
        moved = np.abs(fine - before).sum(axis=1)
        given = np.abs(fine).sum(axis=1)
        # What is given out may be nothing at all, or so little that nobody reads it.
        near = np.round(moved, 6) <= np.round(slack * SCORES_AGREE * np.maximum(given, SMALLEST_CHANGE), 6)
        return near & (np.round(sums, 6) <= np.round(slack * SUMS_AGREE * self.size, 6)), moved / np.maximum(
            given, 1e-12
        )

    def words(self, target: int, jump: float, fixed: bool) -> tuple[str, ...]:
        """What a reader must hear of a target whose integral is not to be believed, and what helps.

        `jump`: by how much the value changes right beside the baseline. `fixed`: the caller gave the steps.
        """
        if self.done[target] or (fixed and self.near[target]):
            return ()
        delta = float(self.scores[target].sum() - self.change[target])
        steps = int(self.steps[target])
        if self.near[target]:
            said = f"After {steps} steps the scores still move by {self.moved[target]:.0%} from round to round"
        else:
            said = f"After {steps} steps the scores miss the change they explain by {delta:+.2g} (convergence_delta)"
        if abs(jump) > JUMP * self.size[target]:
            return (
                f"{said}: the target jumps by {jump:+.2g} right beside the baseline, which no number of steps mends; "
                "give another baseline, such as a text (baseline='...').",
            )
        if fixed:
            return (f"{said}; leave steps out to have them chosen, or give more.",)
        if self.fell[target] > FALLING and not self.near[target]:
            return (f"{said}, and more steps help little; give another baseline, or use partition_shap.",)
        return (f"{said}; give a larger max_steps.",)
