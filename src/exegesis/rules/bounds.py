"""How far a share may lie from what was counted: bounds by the Kullback-Leibler divergence.

Garivier & Cappé (2011); as Kaufmann & Kalyanakrishnan (2013) use them to tell the best of several arms apart.
"""

from math import log

_HALVINGS = 40
_ALPHA, _CONSTANT = 1.1, 405.5  # of Kaufmann & Kalyanakrishnan, Theorem 1
_EDGE = 1e-12


def lower(share: float, count: int, level: float) -> float:
    """The smallest share under which `share` of `count` is no rarer than exp(-level) allows; 0 of nothing counted."""
    return _bound(share, count, level, 0.0)


def upper(share: float, count: int, level: float) -> float:
    """The largest such share; 1 where nothing is counted."""
    return _bound(share, count, level, 1.0)


def several_arms(arms: int, rounds: int, delta: float) -> float:
    """The level at which all bounds of so many arms hold together in every round but with chance `delta`."""
    level = log(_CONSTANT * arms * rounds**_ALPHA / delta)
    return level + log(max(level, 1.0))


def _bound(share: float, count: int, level: float, end: float) -> float:
    if not count:
        return end
    near, far = share, end
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        if count * divergence(share, middle) > level:
            far = middle
        else:
            near = middle
    return near


def divergence(share: float, other: float) -> float:
    """The Kullback-Leibler divergence of two coins."""
    p, q = (min(max(value, _EDGE), 1 - _EDGE) for value in (share, other))
    return p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))
