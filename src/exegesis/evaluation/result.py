"""What evaluating gives: one Measure for each thing asked, and the Evaluation that holds them. JSON both ways."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Self

from exegesis.core.errors import InputError, shown
from exegesis.data.records import Cost

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about an explanation.

    `value` is None where there is none, and `undefined` then says why. `unit`: the target's ("probability", "logit"),
    or the measure's own ("rank correlation"). `removal`: how units were removed, None where none were. `direction`:
    which values are better, "higher" or "lower". `cost`: what it took beyond what the measures before it had asked.
    """

    name: str
    value: float | None
    unit: str
    removal: str | None
    direction: str
    undefined: str | None
    cost: Cost
    details: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        number = f"undefined ({self.undefined})" if self.value is None else f"{self.value:.4g} {self.unit}"
        return f"{self.name}: {number}{f', removal: {self.removal}' if self.removal else ''}"


@dataclass(frozen=True, eq=False)
class Evaluation(Mapping[str, Measure]):
    """The measures of one explanation, by name, and what they were measured on.

    `output` is the unit of f, the number of `target` held fixed; `prediction` what the model answers to the whole text.
    """

    measures: Mapping[str, Measure]
    method: str
    target: str
    output: str
    prediction: str
    model: str
    text: str
    id: str | None
    seed: int
    cost: Cost
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "measures", MappingProxyType(dict(self.measures)))

    def __getitem__(self, name: str) -> Measure:
        return self.measures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.text, self.method, self.seed))

    def __repr__(self) -> str:
        return f"Evaluation of {self.method} ({self.target}):\n" + "\n".join(f"  {one}" for one in self.values())

    def to_dict(self) -> dict[str, Any]:
        """Plain data; `measures` is a list in the order they were asked for."""
        data: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
        for name in self.__dataclass_fields__:
            data[name] = getattr(self, name)
        measures = [{name: getattr(one, name) for name in Measure.__dataclass_fields__} for one in self.values()]
        for one in measures:
            one.update(cost=asdict(one["cost"]), details=_plain(one["details"]))
        return {**data, "measures": measures, "cost": asdict(self.cost), "warnings": list(self.warnings)}

    def to_json(self, indent: int | None = None) -> str:
        """JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; `InputError` for another schema version or missing fields."""
        if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
            found = data.get("schema_version") if isinstance(data, Mapping) else None
            raise InputError(f"not an evaluation of schema version {SCHEMA_VERSION} (found {shown(found)}).")
        fields = {name: value for name, value in data.items() if name != "schema_version"}
        try:
            made = [Measure(**{**one, "cost": Cost(**one["cost"])}) for one in fields["measures"]]
            given = {"measures": {one.name: one for one in made}, "cost": Cost(**fields["cost"])}
            return cls(**{**fields, **given, "warnings": tuple(fields["warnings"])})
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise InputError(f"the data is not an evaluation: {error}.") from None


def _plain(value: Any) -> Any:
    """`value` as JSON has it: names become text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
