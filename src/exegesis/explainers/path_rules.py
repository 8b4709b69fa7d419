"""Rules that turn an integral over a straight path into a weighted sum: nodes and weights on [0, 1]."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import roots_legendre

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats


class PathRule(NamedTuple):
    """Where on the path to look, 0 = baseline and 1 = input, and how much each place counts; weights sum to 1."""

    nodes: Floats  # (S,) rising
    weights: Floats  # (S,)


def path_rule(name: str, steps: int) -> PathRule:
    """The rule called `name` with `steps` nodes, or an `InputError` (unknown name, too few steps)."""
    if name not in RULES:
        raise unknown("rule", name, RULES)
    fewest = 2 if name == "trapezoid" else 1
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < fewest:
        raise InputError(f"rule {shown(name)} takes a whole number of steps, {fewest} or more, not {shown(steps)}.")
    return RULES[name](steps)


def coarser(name: str, rule: PathRule) -> Floats | None:
    """Weights (S,) that use every second node alone: a second opinion on the integral that takes no further passes.

    They are exact for polynomials of a degree below the number of nodes used. None where the rule has no such thing:
    the first round of another rule is believed only after the next.
    """
    if name != "gausslegendre" or len(rule.nodes) < 4:
        return None
    used = 2 * rule.nodes[::2] - 1
    integrals = np.zeros(len(used))
    integrals[0] = 1  # of the Legendre polynomials over the path: only the constant has one
    weights = np.zeros(len(rule.nodes))
    weights[::2] = np.linalg.solve(np.polynomial.legendre.legvander(used, len(used) - 1).T, integrals)
    return weights


def _left(steps: int) -> PathRule:
    return PathRule(np.arange(steps) / steps, np.full(steps, 1 / steps))


def _right(steps: int) -> PathRule:
    return PathRule(np.arange(1, steps + 1) / steps, np.full(steps, 1 / steps))


def _middle(steps: int) -> PathRule:
    return PathRule((np.arange(steps) + 0.5) / steps, np.full(steps, 1 / steps))


def _trapezoid(steps: int) -> PathRule:
    """`steps` nodes make `steps` - 1 trapezoids, both ends of the path included."""
    weights = np.full(steps, 1 / (steps - 1))
    weights[[0, -1]] /= 2
    return PathRule(np.linspace(0, 1, steps), weights)


def _gausslegendre(steps: int) -> PathRule:
    """Exact for polynomials of degree up to 2 `steps` - 1."""
    roots, weights = roots_legendre(steps)
    return PathRule((1 + roots) / 2, weights / 2)


RULES: dict[str, Callable[[int], PathRule]] = {
    "left": _left,
    "right": _right,
    "middle": _middle,
    "trapezoid": _trapezoid,
    "gausslegendre": _gausslegendre,
}
