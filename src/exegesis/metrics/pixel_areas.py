"""Deletion and insertion as images are judged: so many pixels a step, over the share of pixels (Petsiuk et al. 2018).

Deletion paints a constant, insertion starts from a blurred image, since an empty one is unlike all that a model has
seen. Pixels go by the scores of their regions; those of one region in the order in which they are read.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, check_count
from exegesis.core.ranking import falling
from exegesis.core.types import Floats
from exegesis.metrics.areas import beaten
from exegesis.metrics.base import HIGHER, LOWER, OF_TARGET, Case, Finding, Metric, Steps
from exegesis.metrics.requests import Ask, Repainted, RepaintedReply

_DRAWS = "random orders"


def area(curve: RepaintedReply) -> float:
    """The area under the values over the share of pixels, by trapezoids: their mean height."""
    heights = (curve.values[:-1] + curve.values[1:]) / 2
    return float((np.diff(curve.shares) * heights).sum())


@dataclass(frozen=True, kw_only=True)
class PixelCurve(Metric):
    """What both curves share. `pixels` of a step; None: eight rows of the image, or its whole regions for "region".

    `step`: "pixels" for as many pixels each time, "region" for a region each time. `into`: a baseline of images, what
    pixels are painted with (deletion) or are before they come (insertion). `orders`: of the gains, random orders of
    regions that the area is set beside.
    """

    unit: ClassVar[str] = OF_TARGET
    removes: ClassVar[bool] = True
    of: ClassVar[str | None] = "image"
    inserts: ClassVar[bool] = False
    gains: ClassVar[bool] = False

    step: str = "pixels"
    pixels: int | None = None
    into: str = "grey"
    orders: int = 10

    def __post_init__(self) -> None:
        if self.step not in ("pixels", "region"):
            raise InputError(f"step must be 'pixels' or 'region', not {self.step!r}.")
        if self.pixels is not None:
            check_count("pixels", self.pixels)
            if self.step == "region":
                raise InputError("pixels has no effect where a step is a region; leave it out.")
        check_count("orders", self.orders)

    def measure(self, case: Case) -> Steps:
        """The curve of the scores; of a gain those of random orders of the regions too."""
        curve = yield self._asked(falling(case.scores).tolist())
        found = area(curve)
        told: dict[str, Any] = {
            "pixel_shares": np.round(curve.shares, 6).tolist(),
            "values": np.round(curve.values, 6).tolist(),
        }
        if not self.gains:
            return Finding(found, told, curve.said)
        chance = yield from self._random(case)
        gain = found - chance.mean() if self.inserts else chance.mean() - found
        spread = {"random_area": float(chance.mean()), "random_deviation": float(chance.std())}
        won = beaten(found, chance, smaller_is_better=not self.inserts)
        return Finding(float(gain), {"area": found, **spread, "orders_beaten": won}, curve.said)

    def _random(self, case: Case) -> Generator[Ask, Any, Floats]:
        rng, areas = case.stream(_DRAWS), []
        for _ in range(self.orders):
            curve: RepaintedReply = yield self._asked(rng.permutation(case.n).tolist())
            areas.append(area(curve))
        return np.array(areas)

    def _asked(self, order: list[int]) -> Repainted:
        return Repainted(tuple(order), self.step == "region", self.pixels, self.into, self.inserts)


@dataclass(frozen=True, kw_only=True)
class PixelDeletionArea(PixelCurve):
    """The mean of f while pixels are painted over, those of the highest scores first."""

    name: ClassVar[str] = "pixel_deletion_area"
    direction: ClassVar[str] = LOWER


@dataclass(frozen=True, kw_only=True)
class PixelDeletionGain(PixelCurve):
    """How much smaller that area is than the mean over random orders of the regions."""

    name: ClassVar[str] = "pixel_deletion_gain"
    direction: ClassVar[str] = HIGHER
    gains: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PixelInsertionArea(PixelCurve):
    """The mean of f while pixels of the image come into its blurred copy, those of the highest scores first."""

    name: ClassVar[str] = "pixel_insertion_area"
    direction: ClassVar[str] = HIGHER
    inserts: ClassVar[bool] = True

    into: str = "light-blur"


@dataclass(frozen=True, kw_only=True)
class PixelInsertionGain(PixelInsertionArea):
    """How much larger that area is than the mean over random orders of the regions."""

    name: ClassVar[str] = "pixel_insertion_gain"
    gains: ClassVar[bool] = True
