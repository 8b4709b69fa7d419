"""A Gaussian process over masks: what a model would probably answer for masks that it was not asked for.

Masks that differ in few units get like answers: the covariance falls with the number of units that differ, beside one
for what is linear in the units (the product kernel over subsets, as for Walsh functions; Rasmussen & Williams 2006).
What a method then finds of the process is corrected by what it finds of the differences on the masks asked for, each
foretold without its own draw: a control variate, which leaves the estimate right whatever the process believes
(regression adjustment, Witter et al. 2025).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import expit, logit

from exegesis.core.types import Floats, Integers, Masks

MOST_ROWS = 4096  # its work grows with their cube
_TRIED_ON = 256  # rows
_REACHES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_NOISES = (1e-4, 1e-3, 1e-2, 1e-1)
_LINEAR = 3.0
_AT_ONCE = 1024  # masks
_NEAREST = 1e-7  # to 0 and 1: closer, float32 tells no log-odds


@dataclass(frozen=True)
class MaskProcess:
    """A process fitted to the values of some masks. Values that are all between 0 and 1 are fitted as log-odds."""

    signs: Floats  # (N, n)  1 where a unit is there, -1 where it is not
    reach: float  # how fast answers part as masks do
    weights: Floats  # (N,)
    mean: float
    odds: bool
    left_out: Floats  # (N,) each row's value as foretold by the rows of other draws

    @classmethod
    def fit(cls, masks: Masks, values: Floats, draws: Integers) -> Self:
        """To the values (N,) of masks (N, n); the rows of one draw, at most two, stand together."""
        odds = bool((values >= 0).all() and (values <= 1).all())
        told: Floats = np.asarray(logit(np.clip(values, _NEAREST, 1 - _NEAREST)) if odds else values)
        signs, mean = _signs(masks), float(told.mean())
        reach, noise = _chosen(signs, told - mean)
        covariance = _covariance(signs, signs, reach) + noise * np.eye(len(signs))
        inverse: Floats = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
        weights: Floats = inverse @ (told - mean)
        left_out: Floats = told - _differences(inverse, weights, draws)
        return cls(signs, reach, weights, mean, odds, np.asarray(expit(left_out) if odds else left_out))

    def guess(self, masks: Masks) -> Floats:
        """(B,) what it believes of masks (B, n)."""
        parts = [masks[start : start + _AT_ONCE] for start in range(0, len(masks), _AT_ONCE)]
        told = np.concatenate([_covariance(_signs(part), self.signs, self.reach) @ self.weights for part in parts])
        return np.asarray(expit(told + self.mean) if self.odds else told + self.mean)


def _signs(masks: Masks) -> Floats:
    return np.where(masks, 1.0, -1.0)


def _covariance(one: Floats, other: Floats, reach: float) -> Floats:
    """(B, N); the share of units that differ is (1 - likeness) / 2."""
    likeness = one @ other.T / one.shape[1]
    covariance: Floats = np.exp(-reach * (1 - likeness) / 2) + _LINEAR * (1 + likeness)
    return covariance


def _chosen(signs: Floats, values: Floats) -> tuple[float, float]:
    """Reach and noise that foretell left-out rows best, of some rows at even distances."""
    some = np.unique(np.linspace(0, len(signs) - 1, min(_TRIED_ON, len(signs))).round().astype(int))
    best = (np.inf, _REACHES[0], _NOISES[-1])
    for reach in _REACHES:
        spectrum, basis = np.linalg.eigh(_covariance(signs[some], signs[some], reach))
        along, squares = basis.T @ values[some], basis**2
        for noise in _NOISES:
            shrunk = 1 / (np.maximum(spectrum, 0) + noise)
            off = (basis @ (shrunk * along)) / (squares @ shrunk)
            best = min(best, (float(np.round((off**2).mean(), 12)), reach, noise))
    return best[1], best[2]


def _differences(inverse: Floats, weights: Floats, draws: Integers) -> Floats:
    """(N,) value less what the other draws foretell: of a draw's block B of rows, (inverse of inverse_BB) weights_B."""
    off = weights / np.diag(inverse)
    first = np.flatnonzero(draws[:-1] == draws[1:])
    second = first + 1
    a, b, c = inverse[first, first], inverse[first, second], inverse[second, second]
    determinant = a * c - b**2
    off[first] = (c * weights[first] - b * weights[second]) / determinant
    off[second] = (a * weights[second] - b * weights[first]) / determinant
    return np.asarray(off)
