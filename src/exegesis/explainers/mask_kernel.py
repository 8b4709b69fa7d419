"""How alike a model probably answers two masks: the covariance of the process over masks, fitted to some answers."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import cho_solve

from exegesis.core.types import Floats

_REACHES = 2.0  # of all units together, before anything is known
_NOISE, _LEAST_NOISE = 1e-2, 1e-6
_STEPS = 10  # of the search: more do not foretell better
_TOGETHER = 1.0  # how firmly units' reaches are held together


@dataclass(frozen=True)
class MaskKernel:
    """linear (1 + likeness) + smooth exp(-reaches of the units that differ): a part linear in the units, and one in
    which answers part as masks do, faster by units that do more together with others (the product kernel over subsets,
    a length scale a unit: Rasmussen & Williams 2006, 5.1).

    Masks are given as signs, 1 where a unit is there and -1 where it is not; values have variance 1.
    """

    reaches: Floats  # (n,)
    linear: float = 1.0
    smooth: float = 1.0
    noise: float = _NOISE  # the variance of what no mask tells of another

    @classmethod
    def usual(cls, n: int) -> Self:
        """What is believed before anything is known."""
        return cls(np.full(n, _REACHES / n))

    @classmethod
    def likeliest(cls, signs: Floats, values: Floats) -> Self:
        """The one under which the values (N,) of masks (N, n) are likeliest (their marginal likelihood)."""
        from scipy.optimize import minimize

        n = signs.shape[1]
        bounds = [(-9.0, 3.0)] * n + [(-8.0, 6.0)] * 2 + [(-12.0, 0.0)]
        start = np.log([*cls.usual(n).reaches, 1.0, 1.0, _NOISE / 10])
        end = minimize(
            _unlikely, start, (signs, values), "L-BFGS-B", jac=True, bounds=bounds, options={"maxiter": _STEPS}
        )
        *reaches, linear, smooth, noise = np.exp(end.x)
        return cls(np.array(reaches), float(linear), float(smooth), float(noise) + _LEAST_NOISE)

    def between(self, one: Floats, other: Floats) -> Floats:
        """(B, N) from masks (B, n) and (N, n)."""
        return self.linear * _likeness(one, other) + self.smooth * _nearness(one, other, self.reaches)

    def among(self, signs: Floats) -> Floats:
        """(N, N) of answers, their noise included."""
        return self.between(signs, signs) + self.noise * np.eye(len(signs))


def _likeness(one: Floats, other: Floats) -> Floats:
    likeness: Floats = 1 + one @ other.T / one.shape[1]
    return likeness


def _nearness(one: Floats, other: Floats, reaches: Floats) -> Floats:
    nearness: Floats = np.exp(((one * reaches) @ other.T - reaches.sum()) / 2)
    return nearness


def _unlikely(logs: Floats, signs: Floats, values: Floats) -> tuple[float, Floats]:
    """The negative logarithm of the likelihood, and its slope; logarithms of reaches stay near their mean."""
    n = signs.shape[1]
    reaches, (linear, smooth, noise) = np.exp(logs[:n]), np.exp(logs[n:])
    likeness, near = _likeness(signs, signs), smooth * _nearness(signs, signs, reaches)
    noisy = (noise + _LEAST_NOISE) * np.eye(len(signs))
    root = np.linalg.cholesky(linear * likeness + near + noisy)
    inverse = cho_solve((root, True), np.eye(len(signs)))
    weights, apart = inverse @ values, logs[:n] - logs[:n].mean()
    rise = (inverse - np.outer(weights, weights)) / 2  # by each covariance
    by_near = rise * near
    by_reach = reaches * (((by_near @ signs) * signs).sum(axis=0) - by_near.sum()) / 2 + _TOGETHER * apart
    slope = [*by_reach, linear * (rise * likeness).sum(), by_near.sum(), noise * np.trace(rise)]
    unlikely = (values @ weights + _TOGETHER * apart @ apart) / 2 + np.log(np.diag(root)).sum()
    return float(unlikely), np.array(slope)
