"""What was tried to check an explanation, as plain data: other seeds, other baselines, random orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

from exegesis.data.records import Cost

SEEDS, BASELINES, ORDER = "seeds", "baselines", "order"
AGAIN = "again"
NO_CHANCE, NO_BASELINE = "the method leaves nothing to chance", "the method has no baseline"


@dataclass(frozen=True, slots=True)
class Again:
    """The explanation made anew under other conditions, and how many of its first words stayed under each."""

    conditions: tuple[str, ...]  # the seeds or baselines
    stays: tuple[int, ...]  # as `leading.stays` counts; of baselines as `leading.shared`

    def share(self, words: int) -> float:
        """The share of the conditions under which the first so many words stay."""
        return sum(one >= words for one in self.stays) / len(self.stays) if self.stays else 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """Words removed from the highest score down beside random orders, as `deletion_gain` measures it."""

    removal: str
    orders: int
    gain: float  # in the unit of the target
    deviation: float  # of the random orders' areas, in the same unit
    beaten: float  # share of the random orders that remove less, an equal one as half


@dataclass(frozen=True, slots=True)
class Checks:
    """All that was tried. `not_tried` says why a part was not; `cost` is that of the checks alone.

    `again`: a method that leaves nothing to chance, run once more as it was.
    """

    seeds: Again | None
    baselines: Again | None
    order: Order | None
    cost: Cost
    not_tried: Mapping[str, str] = field(default_factory=dict)
    again: Again | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "not_tried", MappingProxyType(dict(self.not_tried)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Checks, (self.seeds, self.baselines, self.order, self.cost, dict(self.not_tried), self.again))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From plain data; `TypeError`, `KeyError` or `ValueError` where it is none."""
        fields = dict(data)
        repeated = {name: None if fields[name] is None else _again(fields[name]) for name in (SEEDS, BASELINES, AGAIN)}
        order = None if fields["order"] is None else _order(**fields["order"])
        reasons = {str(name): str(why) for name, why in fields["not_tried"].items()}
        changed = {**repeated, "order": order, "not_tried": reasons}
        return cls(**{**fields, **changed, "cost": Cost(**fields["cost"])})


def _again(data: Mapping[str, Any]) -> Again:
    conditions, stays = tuple(map(str, data["conditions"])), tuple(map(int, data["stays"]))
    if len(conditions) != len(stays):
        raise ValueError("a check has as many conditions as counts")
    return Again(conditions, stays)


def _order(removal: object, orders: Any, gain: Any, deviation: Any, beaten: Any) -> Order:
    return Order(str(removal), int(orders), float(gain), float(deviation), float(beaten))
