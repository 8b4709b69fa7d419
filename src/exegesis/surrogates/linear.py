"""A sparse linear surrogate: an intercept, and a weight for each of a few features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from exegesis.core.types import Floats, Masks
from exegesis.surrogates.records import Condition, Feature, Rule


@dataclass(frozen=True)
class Linear:
    """intercept + the weights of the features that are present, in the target's unit. `rows` were fitted on."""

    intercept: float
    features: tuple[int, ...]
    weights: tuple[float, ...]
    rows: int

    def __post_init__(self) -> None:
        if len(self.features) != len(self.weights):
            raise ValueError(f"{len(self.weights)} weights for {len(self.features)} features")

    @property
    def used(self) -> tuple[int, ...]:
        """The features it reads, each once, in rising order."""
        return tuple(sorted(set(self.features)))

    @property
    def depth(self) -> int:
        """Of a linear surrogate 0: it asks no question twice."""
        return 0

    @property
    def leaves(self) -> int:
        """Of a linear surrogate 0."""
        return 0

    def values(self, present: Masks) -> Floats:
        """(B,) from presence (B, F) of all features that the indices count."""
        slopes = np.array(self.weights, dtype=np.float64)
        return np.asarray(present[:, list(self.features)] @ slopes + self.intercept, dtype=np.float64)

    def renamed(self, places: Mapping[int, int]) -> Self:
        """The same with every feature's index replaced."""
        return type(self)(self.intercept, tuple(places[one] for one in self.features), self.weights, self.rows)

    def rules(self, features: Sequence[Feature]) -> tuple[Rule, ...]:
        """The start, then what each feature adds, largest first."""
        order = sorted(range(len(self.weights)), key=lambda place: -abs(self.weights[place]))
        start = Rule((), self.intercept, self.rows, 1.0, False)
        return (start, *(self._adds(place, features[self.features[place]]) for place in order))

    def _adds(self, place: int, feature: Feature) -> Rule:
        share = feature.rows / self.rows if self.rows else 0.0
        return Rule((Condition(feature.name, True),), self.weights[place], feature.rows, share, True)
