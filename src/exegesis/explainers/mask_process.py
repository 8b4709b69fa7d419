"""A Gaussian process over masks: what a model would probably answer for masks that it was not asked for.

Masks that differ in few units get like answers (`mask_kernel`). What Kernel SHAP finds of the process is corrected by
what it finds of the differences on the masks asked for, each foretold without its own draw: a control variate, which
leaves the estimate right whatever the process believes (regression adjustment, Witter et al. 2025).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import expit, logit

from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.explainers.mask_kernel import MaskKernel

MOST_ROWS = 4096  # its work grows with their cube
_FITTED_ON = 256  # rows, the kernel
AT_ONCE = 1024  # masks
_NEAREST = 1e-7  # to 0 and 1: closer, float32 tells no log-odds


@dataclass(frozen=True)
class MaskProcess:
    """A process fitted to the values of some masks. Values that are all between 0 and 1 are fitted as log-odds."""

    signs: Floats  # (N, n)  1 where a unit is there, -1 where it is not
    kernel: MaskKernel
    inverse: Floats  # (N, N)  of the answers' covariance
    weights: Floats  # (N,)
    mean: float
    scale: float
    odds: bool
    left_out: Floats  # (N,) each row's value as foretold by the rows of other draws

    @classmethod
    def fit(cls, masks: Masks, values: Floats, draws: Integers) -> Self:
        """To the values (N,) of masks (N, n); the rows of one draw, at most two, stand together."""
        odds = bool((values >= 0).all() and (values <= 1).all())
        told: Floats = np.asarray(logit(np.clip(values, _NEAREST, 1 - _NEAREST)) if odds else values)
        signs, mean, scale = signs_of(masks), float(told.mean()), max(float(told.std()), 1e-12)
        even = (told - mean) / scale
        some = np.unique(np.linspace(0, len(signs) - 1, min(_FITTED_ON, len(signs))).round().astype(int))
        kernel = MaskKernel.likeliest(signs[some], even[some])
        inverse: Floats = np.asarray(np.linalg.inv(kernel.among(signs)), dtype=np.float64)
        weights: Floats = inverse @ even
        others = even - _differences(inverse, weights, draws)
        held = _held(even, others)
        left_out = mean + scale * held * others
        return cls(
            signs, kernel, inverse, held * weights, mean, scale, odds, np.asarray(expit(left_out) if odds else left_out)
        )

    def guess(self, masks: Masks) -> Floats:
        """(B,) what it believes of masks (B, n)."""
        parts = [masks[start : start + AT_ONCE] for start in range(0, len(masks), AT_ONCE)]
        told = np.concatenate([self.kernel.between(signs_of(part), self.signs) @ self.weights for part in parts])
        told = self.mean + self.scale * told
        return np.asarray(expit(told) if self.odds else told)

    def slopes(self, guesses: Floats) -> Floats:
        """(B,) how fast values move with what the process is about: log-odds, in units of their own spread."""
        return self.scale * (guesses * (1 - guesses) if self.odds else np.ones(len(guesses)))


def signs_of(masks: Masks) -> Floats:
    """1 where a unit is there, -1 where it is not."""
    return np.where(masks, 1.0, -1.0)


def foretold(values: Values, left_out: Values) -> Floats:
    """(T,) the share of the variance of values (B, T) that was told without them."""
    off, spread = (values - left_out).var(axis=0), values.var(axis=0)
    return np.asarray(1 - np.divide(off, spread, out=np.zeros_like(off), where=spread > 0))


def _held(values: Floats, left_out: Floats) -> float:
    """By how much guesses should be held to their mean: the slope of values on what the others foretell, 0 to 1."""
    return float(np.clip(float(values @ left_out) / max(float(left_out @ left_out), 1e-300), 0, 1))


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
