"""Which of the highest scores would stay the highest if the masks were drawn anew, and so when to stop drawing.

The m highest are certain when each of them is farther from each of the others than chance explains. For one given set
that takes no correction for the many pairs: it is wrong only if some pair is, and every pair must pass its own test (an
intersection-union test; that the same data chose the set costs two sides instead of one, Gutmann & Maymin 1987, Hung &
Fithian 2019). The chance to err is shared out over the values of m and over the looks that a stopping rule takes.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.explainers.resampling import DrawSpread

_TOP = 10


@dataclass(frozen=True)
class Certainty:
    """How many of the `top` highest scores are certain, at `confidence` over all of `looks`.

    With `until` the claim for exactly `top` gets half of the chance to err, the smaller numbers share the other half.
    """

    top: int
    confidence: float
    looks: int = 1
    until: bool = False
    notes: tuple[str, ...] = ()  # what the caller must know of the rule

    @classmethod
    def of(cls, n: int, until_top: int | None, confidence: float, looks: int = 1) -> "Certainty":
        """For n units: of `until_top` of them, else of 10; never of all, which are the n highest whatever happens."""
        top = max(1, min(until_top or _TOP, n - 1))
        notes: tuple[str, ...] = ()
        if until_top is not None and until_top > top:
            notes = (f"Of {n} scores at most the {top} highest can be told from the others; until_top={until_top}.",)
        return cls(top, confidence, looks, until_top is not None, notes)

    def count(self, scores: Floats, spread: DrawSpread) -> int:
        """The largest m up to `top` for which the m highest |scores| (n,) are certainly the m highest; else 0."""
        if spread.freedom <= 0 or not len(scores):
            return 0
        order = np.argsort(-np.round(np.abs(scores), 9), kind="stable")
        leads = _leads(scores[order], spread.moves[:, order], self.top)
        limits = stdtrit(min(spread.freedom, 1e6), 1 - self._shares() / 2)
        certain = [m for m in range(1, self.top + 1) if (leads[:m, m:] > limits[m - 1]).all()]
        return max(certain, default=0)

    def _shares(self) -> Floats:
        """(top,) each claim's chance to be wrong."""
        chance = (1 - self.confidence) / self.looks
        if not self.until or self.top == 1:
            return np.full(self.top, chance / self.top)
        shares = np.full(self.top, chance / 2 / (self.top - 1))
        shares[-1] = chance / 2
        return shares


def _leads(scores: Floats, moves: Floats, top: int) -> Floats:
    """(top, n): by how many standard errors |score i| is above |score j|, whatever the sign of j; i of the first rows.

    |s_i| > |s_j| where s_i, with its own sign, exceeds both s_j and -s_j; each difference has an error of its own.
    """
    signs = np.where(scores[:top] < 0, -1.0, 1.0)
    variances = (moves**2).sum(axis=0)
    shared = signs[:, None] * (moves[:, :top].T @ moves)  # covariances of what is compared
    least = max(1e-9 * float(np.abs(scores).max(initial=0.0)), 1e-150)
    found = []
    for other in (1.0, -1.0):
        gap = np.abs(scores[:top])[:, None] - other * scores
        variance = variances[:top, None] + variances - 2 * other * shared
        found.append(gap / np.sqrt(np.maximum(variance, least**2)))
    # Rounded: the model's last decimals, which batching moves, must not decide.
    return np.asarray(np.round(np.minimum(*found), 3))


def check_rule(until_top: int | None, confidence: float) -> None:
    """`InputError` for a stopping rule that cannot be."""
    if until_top is not None and until_top < 1:
        raise InputError(f"until_top must be at least 1, not {until_top}; leave it out to take all samples.")
    if not 0.5 <= confidence < 1:
        raise InputError(f"confidence must be from 0.5 to below 1, not {confidence}; 0.95 if you do not say.")
