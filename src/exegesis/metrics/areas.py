"""Areas under the answer while units go or come, the most important first; and the same against random orders."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.ranking import falling
from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.data.requests import Score
from exegesis.metrics.base import HIGHER, LOWER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.erasure import only_first, without_first
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


@dataclass(frozen=True, kw_only=True)
class DeletionArea(Metric):
    """The mean of f while the units are removed from the highest signed score down (Petsiuk, Das, Saenko 2018).

    `points`: the curve is read at about so many places, at every unit of shorter texts.
    """

    name: ClassVar[str] = "deletion_area"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    points: int = 20

    def measure(self, case: Case) -> Steps:
        """One request for the whole curve."""
        at = places(case.n, self.points)
        values: Values = yield Score(deletion(falling(case.scores), at))
        curve = np.round(values[:, 0], 6).tolist()
        return Finding(area(values[:, 0], at), {"units_removed": at, "values": curve})


@dataclass(frozen=True, kw_only=True)
class DeletionGain(DeletionArea):
    """How much smaller that area is than the mean over `orders` random orders; 0 is no better than chance."""

    name: ClassVar[str] = "deletion_gain"
    direction: ClassVar[str] = HIGHER

    orders: int = 10

    def measure(self, case: Case) -> Steps:
        """The curve itself, then the random ones."""
        own = yield from super().measure(case)
        chance = yield from random_areas(case, places(case.n, self.points), self.orders)
        gain = chance.mean() - own.value
        spread = {"random_area": float(chance.mean()), "random_deviation": float(chance.std())}
        won = beaten(own.value, chance, smaller_is_better=True)
        return Finding(float(gain), {"area": own.value, **spread, "orders_beaten": won})


@dataclass(frozen=True, kw_only=True)
class InsertionArea(Metric):
    """The mean of f while the units are put back from the highest signed score down (Petsiuk, Das, Saenko 2018).

    `points`: the curve is read at about so many places, at every unit of shorter texts.
    """

    name: ClassVar[str] = "insertion_area"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True

    points: int = 20

    def measure(self, case: Case) -> Steps:
        """One request for the whole curve."""
        at = places(case.n, self.points)
        values: Values = yield Score(insertion(falling(case.scores), at))
        curve = np.round(values[:, 0], 6).tolist()
        return Finding(area(values[:, 0], at), {"units_kept": at, "values": curve})


@dataclass(frozen=True, kw_only=True)
class InsertionGain(InsertionArea):
    """How much larger that area is than the mean over `orders` random orders; 0 is no better than chance."""

    name: ClassVar[str] = "insertion_gain"
    direction: ClassVar[str] = HIGHER

    orders: int = 10

    def measure(self, case: Case) -> Steps:
        """The curve itself, then the random ones."""
        own = yield from super().measure(case)
        chance = yield from random_areas(case, places(case.n, self.points), self.orders)
        gain = own.value - chance.mean()
        spread = {"random_area": float(chance.mean()), "random_deviation": float(chance.std())}
        won = beaten(own.value, chance, smaller_is_better=False)
        return Finding(float(gain), {"area": own.value, **spread, "orders_beaten": won})
