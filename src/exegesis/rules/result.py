"""A rule that suffices, as data."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from exegesis.core.characters import one_line
from exegesis.core.codec import LATER, Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.core.types import Count
from exegesis.data.asked import Asked
from exegesis.data.kept import AnyKept
from exegesis.data.records import Cost, Fingerprint, Part, Prediction, Unit
from exegesis.data.result import DrawnResult

_Share = Annotated[float, Limit(at_least=0, at_most=1)]
STOPPED = ("found", "exhausted", "budget")


@dataclass(frozen=True)
class RuleStep:
    """The rule while it grew: what it holds so far, and how often the answer then stays."""

    units: tuple[Count, ...]
    precision: _Share
    drawn: Annotated[Count, Note("Neighbours that this precision is counted of.")]


@dataclass(frozen=True)
class RuleExample:
    """A neighbour in which the rule holds, and what the model answers to it. `kept`: whether the answer stays."""

    text: str
    answer: str
    kept: bool


@dataclass(frozen=True, eq=False)
class Anchor(DrawnResult, noun="an anchor", drawn="anchor"):
    """If these units are as they are, the answer stays, with this precision.

    `precision` is the share of the drawn neighbours that keep the answer, `low` and `high` its bounds at the
    confidence asked for; `coverage` the share of all neighbours in which the rule holds. `holds`: whether the precision
    is as was wished. `stopped`: "found"; "exhausted", no rule of the allowed length is precise enough, or "budget", the
    draws were spent; of these two the rule is the surest that was met. `contrast`: two classes of which the first stays
    above the second, where it is that and not the answer that was to stay. `asked`, `parts`, `kept` and `id` are what
    is needed to ask again; of a row of a table the background is the model's.
    """

    text: Annotated[str, Note("The user's own text; empty of other kinds of data.")]
    units: tuple[Unit, ...]
    rule: Annotated[tuple[Count, ...], Note("Indices into the units; none where the answer always stays.")]
    conditions: Annotated[tuple[str, ...], Note("Each unit of the rule in words.")]
    prediction: Prediction
    precision: _Share
    low: _Share
    high: _Share
    coverage: _Share
    wished: _Share
    holds: bool
    stopped: Annotated[str, OneOf(*STOPPED)]
    neighbours: Annotated[str, Note("What is drawn where the rule leaves it open.")]
    growth: Annotated[tuple[RuleStep, ...], Note("From no unit to the rule, unit by unit.")]
    drawn: Annotated[Count, Note("Neighbours of all rules together.")]
    seed: int
    fingerprint: Fingerprint
    cost: Cost
    contrast: tuple[str, str] | None = field(default=None, metadata=LATER)
    asked: Asked | None = field(default=None, metadata=LATER)
    parts: tuple[Part, ...] = field(default=(), metadata=LATER)
    kept: AnyKept | None = field(default=None, metadata=LATER)
    id: str | None = field(default=None, metadata=LATER)
    proposing: Annotated[Count, Note("Passes of a language model that proposed words.")] = field(
        default=0, metadata=LATER
    )

    examples: Annotated[tuple[RuleExample, ...], Note("Sentences that a language model made, some of each kind.")] = (
        field(default=(), metadata=LATER)
    )

    @property
    def answer(self) -> str:
        """What stays: the model's answer, or "this rather than that"."""
        return self.prediction.label if self.contrast is None else " rather than ".join(self.contrast)

    def again(self, **changes: Any) -> dict[str, Any]:
        """The arguments of `anchor` that ask the same again, or the same but for `changes`."""
        if self.asked is None:
            raise InputError("the anchor does not say what it was asked; look for it again.")
        named: dict[str, Any]
        if self.kept is None:
            named = self.asked.arguments(self.text, self.parts)
        else:
            unit = None if self.kept.kind == "table" else self.kept.cut(self.units)
            named = self.asked.asking(self.kept.input, unit)
        return {**named, "seed": self.seed, "id": self.id, **changes}

    @property
    def words(self) -> tuple[str, ...]:
        """The units of the rule by their texts, in their order."""
        return tuple(self.units[index].text for index in self.rule)

    def __repr__(self) -> str:
        said = " AND ".join(map(repr, self.conditions)) or "anything"
        figures = f"precision {self.precision:.3f}, coverage {self.coverage:.3f}"
        return one_line(f"Anchor(IF {said} THEN {self.answer}: {figures})")
