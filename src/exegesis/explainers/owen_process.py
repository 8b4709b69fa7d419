"""Owen values of which some masks are asked for and the others foretold by a process over masks."""

import numpy as np
from scipy.sparse import csr_array

from exegesis.core.types import Integers, Masks, TargetScores, Values
from exegesis.data.tree import UnitTree
from exegesis.explainers.mask_design import ScoreBelief, next_masks
from exegesis.explainers.mask_process import MaskProcess, foretold
from exegesis.explainers.owen_masks import OwenMasks

FEWEST = 32  # samples
_ENDS = np.array([0, 1])


class OwenProcess:
    """What is known so far. `take_next`, have the masks evaluated, `learn`; after a few rounds read the results.

    The masks asked for keep their values, so that scores sum to f(all) - f(none) whatever the process believes.
    """

    def __init__(self, tree: UnitTree) -> None:
        self.tree, self.recursion = tree, OwenMasks.of(tree)
        self.values: Values = np.zeros((0, 0))  # (N, T)  of the masks asked for, both ends first
        self._asked: Integers = _ENDS[:0]
        self._foretold: Values = np.zeros((0, 0))  # (M, T)  of all masks
        self._processes: list[MaskProcess] = []
        self._coin = np.random.default_rng(0)  # the same masks for every seed

    def take_next(self, count: int) -> Masks:
        """(B, n) what to ask for so that `count` masks are known: those that tell most, at first with both ends."""
        known = self._asked if len(self._asked) else _ENDS
        fresh = next_masks(self._beliefs(), count - len(known), self._coin)
        self._asked = np.concatenate([known, fresh])
        return self.recursion.masks[self._asked[len(self.values) :]]

    def learn(self, values: Values) -> None:
        """Take in the values (B, T) of the masks taken last, and foretell all others anew."""
        self.values = np.concatenate([self.values, values]) if len(self.values) else values
        alone = np.arange(len(self._asked))
        masks = self.recursion.masks[self._asked]
        self._processes = [MaskProcess.fit(masks, column, alone) for column in self.values.T]
        self._foretold = np.stack([process.guess(self.recursion.masks) for process in self._processes], axis=1)
        self._foretold[self._asked] = self.values

    def totals(self) -> TargetScores:
        """(2n-1, T) each node's effect."""
        return np.asarray(self.recursion.effects @ self._foretold)

    def interactions(self) -> Values:
        """(n-1, T) of each merge; NaN where the recursion is not written out so far."""
        found = np.full((self.tree.n - 1, self.values.shape[1]), np.nan)
        known = self.recursion.known
        found[known] = self.recursion.interactions[known] @ self._foretold
        return found

    def standard_errors(self) -> TargetScores:
        """(T, n) what the processes leave open."""
        return np.array([np.sqrt(belief.variances(self._coin)) for belief in self._beliefs()])

    def told(self) -> list[float]:
        """For each target the share of the values' variance, behind the ends, that others tell."""
        left_out = np.stack([process.left_out for process in self._processes], axis=1)
        return [float(share) for share in foretold(self.values[2:], left_out[2:])]

    def share_asked(self) -> float:
        """The share of the weight of all values in a score that was asked for, averaged over units."""
        weights = abs(self._scores)
        return float((weights[:, self._asked].sum(axis=1) / weights.sum(axis=1)).mean())

    @property
    def _scores(self) -> csr_array:
        return self.recursion.effects[: self.tree.n]

    def _beliefs(self) -> list[ScoreBelief]:
        masks = self.recursion.masks
        if not self._processes:
            return [ScoreBelief.at_first(masks, _ENDS, self._scores)]
        return [
            ScoreBelief.of(process, masks, self._asked, self._scores, guesses)
            for process, guesses in zip(self._processes, self._foretold.T, strict=True)
        ]
