"""Differentiable functions with known gradients, which answer a gradient method's requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import expit

from exegesis.data.requests import Ends, Game, Gradients, Gram, PathEnds, PointReply

Function = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]  # (S, P, D) -> values (S,), gradients (S, P, D)


@dataclass
class Toy:
    """Targets as functions of the points. `asked` counts the points of every request, `points` keeps them."""

    functions: tuple[Function, ...]
    input: np.ndarray  # (P, D)
    baselines: np.ndarray  # (K, P, D)
    gram: np.ndarray | None = None
    asked: list[int] = field(default_factory=list)
    points: list[np.ndarray] = field(default_factory=list)

    def answer(self, request: Any) -> Any:
        if isinstance(request, Ends):
            return PathEnds(self.input.astype(np.float32), self.baselines.astype(np.float32))
        if isinstance(request, Gram):
            return self.gram
        assert isinstance(request, Gradients)
        assert request.points.dtype == np.float32
        self.asked.append(len(request.points))
        self.points.append(request.points)
        found = [function(request.points.astype(np.float64)) for function in self.functions]
        values = np.stack([value for value, _ in found], axis=1)
        return PointReply(values, np.stack([gradient for _, gradient in found], axis=1).astype(np.float32))


def game_of(owners: list[int], n_targets: int = 1, points_at_once: int = 5) -> Game:
    """One window whose positions belong to these units (-1: a special token)."""
    units = tuple(f"u{i}" for i in range(max(owners) + 1))
    return Game(
        units=units,
        n_targets=n_targets,
        position_units=np.array(owners),
        windows=((0, len(owners)),),
        points_at_once=points_at_once,
    )


def linear(weights: np.ndarray, bias: float = 0.0) -> Function:
    """weights . x + bias."""
    return lambda x: (np.einsum("spd,pd->s", x, weights) + bias, np.broadcast_to(weights, x.shape))


def polynomial(coefficients: np.ndarray, direction: np.ndarray) -> Function:
    """sum_k c_k u^k, u = direction . x: as many degrees as coefficients, positions interacting."""
    curve = np.polynomial.Polynomial(coefficients)

    def at(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u = np.einsum("spd,pd->s", x, direction)
        return curve(u), curve.deriv()(u)[:, None, None] * direction

    return at


def sharp(steepness: float, direction: np.ndarray) -> Function:
    """A steep logistic step halfway along the direction, which few nodes cannot integrate."""

    def at(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u = np.einsum("spd,pd->s", x, direction)
        value = expit(steepness * (u - 0.5))
        return value, (steepness * value * (1 - value))[:, None, None] * direction

    return at
