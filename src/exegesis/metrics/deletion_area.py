"""Deletion area: the answer while units go, the most important first; and the same against random orders."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.ranking import falling
from exegesis.core.types import Values
from exegesis.data.requests import Score
from exegesis.metrics import curves
from exegesis.metrics.base import HIGHER, LOWER, OF_TARGET, Case, Finding, Metric, Steps


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
        at = curves.places(case.n, self.points)
        values: Values = yield Score(curves.deletion(falling(case.scores), at))
        curve = np.round(values[:, 0], 6).tolist()
        return Finding(curves.area(values[:, 0], at), {"units_removed": at, "values": curve})


@dataclass(frozen=True, kw_only=True)
class DeletionGain(DeletionArea):
    """How much smaller that area is than the mean over `orders` random orders; 0 is no better than chance."""

    name: ClassVar[str] = "deletion_gain"
    direction: ClassVar[str] = HIGHER

    orders: int = 10

    def measure(self, case: Case) -> Steps:
        """The curve itself, then the random ones."""
        own = yield from super().measure(case)
        chance = yield from curves.random_areas(case, curves.places(case.n, self.points), self.orders)
        gain = chance.mean() - own.value
        spread = {"random_area": float(chance.mean()), "random_deviation": float(chance.std())}
        beaten = curves.beaten(own.value, chance, smaller_is_better=True)
        return Finding(float(gain), {"area": own.value, **spread, "orders_beaten": beaten})
