"""Which masks to ask for next so that scores, sums of masks' values, are known best: those whose values tell most about
them, as a process over masks sees it (A-optimal design, greedily; Chaloner & Verdinelli 1995)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array, diags_array

from exegesis.core.types import Floats, Integers, Masks
from exegesis.explainers.mask_kernel import MaskKernel
from exegesis.explainers.mask_process import AT_ONCE, MaskProcess, signs_of

_CANDIDATES = 512  # masks looked at in a round, at least
_SUMMED = 2048  # masks over which a variance is summed


@dataclass(frozen=True, eq=False)
class ScoreBelief:
    """What is believed of one target's scores while the values of most masks are not known."""

    masks: Masks  # (M, n)  all that scores rest on
    asked: Integers  # (N,)  those whose values are known
    kernel: MaskKernel
    inverse: Floats  # (N, N)  of the covariance of known answers
    weights: csr_array  # (k, M)  how a score moves with the process at each mask; nothing at those asked

    @classmethod
    def at_first(cls, masks: Masks, asked: Integers, weights: csr_array) -> Self:
        """When no value is known: only how the masks lie counts."""
        kernel = MaskKernel.usual(masks.shape[1])
        inverse: Floats = np.asarray(np.linalg.inv(kernel.among(signs_of(masks[asked]))), dtype=np.float64)
        return cls(masks, asked, kernel, inverse, _unknown(weights, asked, np.ones(len(masks))))

    @classmethod
    def of(cls, process: MaskProcess, masks: Masks, asked: Integers, weights: csr_array, guesses: Floats) -> Self:
        """By a process that was fitted to the masks asked for, and guesses the values (M,)."""
        unknown = _unknown(weights, asked, process.slopes(guesses))
        return cls(masks, asked, process.kernel, process.inverse, unknown)

    @property
    def importance(self) -> Floats:
        """(M,) how much each value that is not known counts."""
        return np.asarray(np.sqrt(self.weights.power(2).sum(axis=0)))

    def together(self, places: Integers) -> Floats:
        """(k, B) the covariance of the scores with the answers to the masks at `places`."""
        shown, some = signs_of(self.masks[self.asked]), signs_of(self.masks[places])
        both, total = np.concatenate([shown, some]), np.zeros((self.weights.shape[0], len(shown) + len(some)))
        for start in range(0, len(self.masks), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            total += self.weights[:, part] @ self.kernel.between(signs_of(self.masks[part]), both)
        with_shown, with_some = total[:, : len(shown)], total[:, len(shown) :]
        explained = with_shown @ (self.inverse @ self.kernel.between(shown, some))
        return np.asarray(with_some - explained + self.kernel.noise * self.weights[:, places].toarray())

    def among(self, places: Integers) -> Floats:
        """(B, B) the covariance of the answers to the masks at `places`."""
        shown, some = signs_of(self.masks[self.asked]), signs_of(self.masks[places])
        told = self.kernel.between(shown, some)
        return np.asarray(self.kernel.among(some) - told.T @ (self.inverse @ told))

    def variances(self, rng: np.random.Generator) -> Floats:
        """(k,) of the scores; of many masks their sum is taken over some, drawn by importance."""
        places, shares = drawn(self.importance, _SUMMED, rng)
        summed = (self.weights[:, places].toarray() * self.together(places) / shares).sum(axis=1)
        return np.asarray(np.maximum(summed, 0))


def next_masks(beliefs: Sequence[ScoreBelief], count: int, rng: np.random.Generator) -> Integers:
    """(count,) places of the masks that lessen the scores' variances most, all targets counting alike."""
    importance = sum(one.importance / max(one.importance.max(), 1e-300) for one in beliefs)
    places, _ = drawn(np.asarray(importance), max(_CANDIDATES, 2 * count), rng)
    doubts = [_Doubt(one.together(places), one.among(places)) for one in beliefs]
    wholes = [max(doubt.gains().sum(), 1e-300) for doubt in doubts]
    picked: list[int] = []
    for _ in range(min(count, len(places))):
        gains = sum(doubt.gains() / whole for doubt, whole in zip(doubts, wholes, strict=True))
        gains = np.asarray(gains)
        gains[picked] = -1.0
        picked.append(int(np.argmax(gains)))
        for doubt in doubts:
            doubt.learn(picked[-1])
    return places[picked]


def drawn(importance: Floats, count: int, rng: np.random.Generator) -> tuple[Integers, Floats]:
    """Places (B,) of what counts, all of it or some by importance, and each one's chance to be there."""
    some = np.flatnonzero(importance > 0)
    if len(some) <= count:
        return some, np.ones(len(some))
    chances = importance[some] / importance[some].sum()
    places = rng.choice(len(some), count, replace=False, p=chances)
    return some[places], np.minimum(count * chances[places], 1.0)


class _Doubt:
    """Covariances of scores and candidates' answers, lessened with every answer that will be known."""

    def __init__(self, with_scores: Floats, among: Floats) -> None:
        self.with_scores, self.among = with_scores, among  # (k, B), (B, B)

    def gains(self) -> Floats:
        """(B,) by how much the scores' variances fall together when a candidate's answer is known."""
        return np.asarray((self.with_scores**2).sum(axis=0) / np.maximum(np.diag(self.among), 1e-12))

    def learn(self, place: int) -> None:
        """Its answer is known."""
        beside = self.among[place] / max(self.among[place, place], 1e-12)
        self.with_scores -= np.outer(self.with_scores[:, place], beside)
        self.among -= np.outer(self.among[place].copy(), beside)


def _unknown(weights: csr_array, asked: Integers, slopes: Floats) -> csr_array:
    moving = slopes.copy()
    moving[asked] = 0
    return csr_array(weights @ diags_array(moving))
