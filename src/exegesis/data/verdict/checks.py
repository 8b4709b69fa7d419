"""What was tried to check an explanation, as plain data: other seeds, other baselines, random orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any

from exegesis.core.codec import Limit, Note
from exegesis.core.types import Count
from exegesis.data.records import Cost

SEEDS, BASELINES, ORDER = "seeds", "baselines", "order"
AGAIN = "again"
NO_CHANCE, NO_BASELINE = "the method leaves nothing to chance", "the method has no baseline"


@dataclass(frozen=True, slots=True)
class Again:
    """The explanation made anew under other conditions, and how many of its first words stayed under each."""

    conditions: tuple[str, ...]  # the seeds or baselines
    stays: tuple[Count, ...]  # as `leading.stays` counts; of baselines as `leading.shared`

    def __post_init__(self) -> None:
        if len(self.conditions) != len(self.stays):
            raise ValueError("a check has as many conditions as counts")

    def share(self, words: int) -> float:
        """The share of the conditions under which the first so many words stay."""
        return sum(one >= words for one in self.stays) / len(self.stays) if self.stays else 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """Words removed from the highest score down beside random orders, as `deletion_gain` measures it."""

    removal: str
    orders: Count
    gain: float  # in the unit of the target
    deviation: Annotated[float, Limit(at_least=0)]  # of the random orders' areas, in the same unit
    # The share of the random orders that remove less, an equal one as half.
    beaten: Annotated[float, Limit(at_least=0, at_most=1)]


@dataclass(frozen=True, slots=True)
class Checks:
    """Other seeds, other baselines and random orders; what was not tried, with the reason.

    `cost` is that of the checks alone.
    """

    seeds: Again | None
    baselines: Again | None
    order: Order | None
    cost: Cost
    not_tried: Mapping[str, str] = field(default_factory=dict)
    again: Annotated[Again | None, Note("A method that leaves nothing to chance, run once more as it was.")] = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "not_tried", MappingProxyType(dict(self.not_tried)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Checks, (self.seeds, self.baselines, self.order, self.cost, dict(self.not_tried), self.again))
