"""What evaluating gives: one Measure for each thing asked, and the Evaluation that holds them. JSON both ways."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any

from exegesis.core.characters import one_line
from exegesis.core.codec import Listed, Note
from exegesis.data.records import Cost
from exegesis.data.result import Result


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
class Evaluation(Result, Mapping[str, Measure], noun="an evaluation"):
    """The measures of one explanation, by name, and what they were measured on.

    `output` is the unit of f, the number of `target` held fixed; `prediction` what the model answers to the whole text.
    """

    measures: Annotated[Mapping[str, Measure], Listed("name"), Note("In the order in which they were asked for.")]
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

    def __hash__(self) -> int:
        return hash((self.text, self.method, self.seed))

    def __repr__(self) -> str:
        heading = one_line(f"Evaluation of {self.method} ({self.target}):")
        return "\n".join([heading, *(f"  {one}" for one in self.values())])

    def written(self) -> dict[str, Any]:
        """Plain data; `measures` is a list in the order they were asked for."""
        data = super().written()
        return {**data, "measures": list(data["measures"].values())}
