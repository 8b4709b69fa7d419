"""Areas under the answer while units go one after another, and the same for random orders."""

from collections.abc import Generator
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.data.requests import Score
from exegesis.metrics.base import Case
from exegesis.metrics.removing import only_first, without_first
from exegesis.metrics.requests import Ask

_DUST = 1e-6  # what batching moves


def places(n: int, points: int) -> list[int]:
    """Numbers of units at which a curve is read: 0, n and about `points` evenly between, the same from either end."""
    if points < 1:
        raise InputError(f"points must be at least 1, not {points}.")
    steps = min(n, points)
    there = {step * n // steps for step in range(steps + 1)}
    return sorted(there | {n - place for place in there})


def deletion(order: Integers, at: list[int]) -> Masks:
    """Masks (len(at), n) of a deletion curve: the first units of the order go first."""
    return without_first(order, at)


def insertion(order: Integers, at: list[int]) -> Masks:
    """Masks (len(at), n) of an insertion curve: the first units of the order come first."""
    return only_first(order, at)


def area(values: Floats, at: list[int]) -> float:
    """The area under values (len(at),) over the share of units, by trapezoids: their mean height."""
    widths = np.diff(at) / at[-1]
    return float((widths * (values[:-1] + values[1:]) / 2).sum())


def beaten(value: float, chance: Floats, smaller_is_better: bool) -> float:
    """The share of the areas `chance` (orders,) that `value` beats; one that it equals, but for dust, counts half."""
    lead = chance - value if smaller_is_better else value - chance
    return float(np.mean(np.where(np.abs(lead) <= _DUST, 0.5, lead > 0)))


def random_areas(case: Case, at: list[int], orders: int) -> Generator[Ask, Any, Floats]:
    """(orders,) areas of random orders. Deleting in an order is inserting in its reverse, so one curve serves both."""
    if orders < 1:
        raise InputError(f"orders must be at least 1, not {orders}.")
    rng = case.stream("random orders")
    drawn = [rng.permutation(case.n) for _ in range(orders)]
    values: Values = yield Score(np.concatenate([deletion(order, at) for order in drawn]))
    return np.array([area(curve, at) for curve in values[:, 0].reshape(orders, len(at))])
