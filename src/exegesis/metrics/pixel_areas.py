"""Deletion and insertion as images are judged: so many pixels a step, over the share of pixels (Petsiuk et al. 2018).

Deletion paints a constant, insertion starts from a blurred image, since an empty one is unlike all that a model has
seen. Pixels go by the scores of their regions; those of one region in the order in which they are read.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.ranking import falling
from exegesis.core.types import Floats, Integers
from exegesis.metrics.areas import beaten
from exegesis.metrics.base import HIGHER, LOWER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.requests import Ask, Repainted, RepaintedReply

_DRAWS = "random orders"
_STEPS = ("pixels", "region")


def area(curve: RepaintedReply) -> float:
    """The area under the values over the share of pixels, by trapezoids: their mean height."""
    heights = (curve.values[:-1] + curve.values[1:]) / 2
    return float((np.diff(curve.shares) * heights).sum())


@dataclass(frozen=True, kw_only=True)
class PixelCurve(Metric):
    """What both curves share.

    `step`: "pixels" for as many of these each time, "region" for a whole region each time. `pixels`: how many; None:
    as many as stand in eight rows of the image. `into`: a baseline of images, what pixels are painted with (deletion)
    or are before they come (insertion).
    """

    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True
    of: ClassVar[str | None] = "image"
    inserts: ClassVar[bool] = False

    step: str = "pixels"
    pixels: int | None = None
    into: str = "grey"

    def __post_init__(self) -> None:
        if self.step not in _STEPS:
            raise unknown("step", self.step, _STEPS)
        if self.pixels is not None:
            check_count("pixels", self.pixels)
            if self.step == "region":
                raise InputError("pixels has no effect where a step is a region; leave it out.")

    def measure(self, case: Case) -> Steps:
        """One request for the whole curve."""
        curve = yield self._asked(falling(case.scores))
        shares, values = (np.round(side, 6).tolist() for side in (curve.shares, curve.values))
        return Finding(area(curve), {"pixel_shares": shares, "values": values}, curve.said)

    def gain(self, case: Case, orders: int) -> Steps:
        """How much better that area is than the mean over random orders of the regions."""
        own = yield from PixelCurve.measure(self, case)
        chance = yield from self._random(case, orders)
        better = own.value - chance.mean() if self.inserts else chance.mean() - own.value
        spread = {"random_area": float(chance.mean()), "random_deviation": float(chance.std())}
        won = beaten(own.value, chance, smaller_is_better=not self.inserts)
        return Finding(float(better), {"area": own.value, **spread, "orders_beaten": won}, own.removal)

    def _random(self, case: Case, orders: int) -> Generator[Ask, Any, Floats]:
        rng, areas = case.stream(_DRAWS), []
        for _ in range(orders):
            curve: RepaintedReply = yield self._asked(rng.permutation(case.n))
            areas.append(area(curve))
        return np.array(areas)

    def _asked(self, order: Integers) -> Repainted:
        return Repainted(tuple(order.tolist()), self.step == "region", self.pixels, self.into, self.inserts)


@dataclass(frozen=True, kw_only=True)
class PixelDeletionArea(PixelCurve):
    """The mean of f while pixels are painted over, those of the highest scores first."""

    name: ClassVar[str] = "pixel_deletion_area"
    direction: ClassVar[str] = LOWER


@dataclass(frozen=True, kw_only=True)
class PixelDeletionGain(PixelDeletionArea):
    """How much smaller that area is than the mean over `orders` random orders of the regions."""

    name: ClassVar[str] = "pixel_deletion_gain"
    direction: ClassVar[str] = HIGHER

    orders: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        check_count("orders", self.orders)

    def measure(self, case: Case) -> Steps:
        """The curve itself, then the random ones."""
        return (yield from self.gain(case, self.orders))


@dataclass(frozen=True, kw_only=True)
class PixelInsertionArea(PixelCurve):
    """The mean of f while pixels of the image come into its blurred copy, those of the highest scores first."""

    name: ClassVar[str] = "pixel_insertion_area"
    direction: ClassVar[str] = HIGHER
    inserts: ClassVar[bool] = True

    into: str = "light-blur"


@dataclass(frozen=True, kw_only=True)
class PixelInsertionGain(PixelInsertionArea):
    """How much larger that area is than the mean over `orders` random orders of the regions."""

    name: ClassVar[str] = "pixel_insertion_gain"

    orders: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        check_count("orders", self.orders)

    def measure(self, case: Case) -> Steps:
        """The curve itself, then the random ones."""
        return (yield from self.gain(case, self.orders))
