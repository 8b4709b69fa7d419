"""Changes of an input that give another answer, as data."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.types import Count
from exegesis.data.kept import AnyKept
from exegesis.data.records import Cost, Fingerprint, Part, Prediction, Unit
from exegesis.data.result import DrawnResult

_Positive = Annotated[float, Limit(at_least=0)]
STOPPED = ("found", "budget", "exhausted", "unmoved")
MINIMAL = ("parts", "singly", "unsure")


@dataclass(frozen=True)
class UnitEdit:
    """One edit: a unit of the input, and what it becomes. `new` is "" where it is deleted, or absent."""

    unit: Unit
    old: Annotated[str, Note("What it is: the words, or the column's value.")]
    new: str
    way: Annotated[str, Note("The kind of edit.")]
    cost: _Positive

    def __repr__(self) -> str:
        named = f"{self.unit.text}: " if self.way == "move" else ""
        return f"{named}{self.old!r} -> {self.new!r}"


@dataclass(frozen=True)
class Fluency:
    """Pseudo-perplexity (Salazar et al. 2020) of a text before and after: exp of the mean of -log p of its pieces."""

    model: str
    before: _Positive
    after: _Positive


@dataclass(frozen=True)
class Counterfactual:
    """A change that gives another answer, made sure of by a pass.

    `minimal`: "parts", every smaller part of the change was tried and the answer returns; "singly", each edit alone was
    taken back, of more than six edits; "unsure", the passes were spent before. `margin`: how far the answer is beyond
    the other one, in the unit of the model's outputs.
    """

    edits: Annotated[tuple[UnitEdit, ...], Limit(items=1)]
    prediction: Annotated[Prediction, Note("The model's answer after the change.")]
    text: Annotated[str, Note("The changed text, its parts joined; empty of other kinds of data.")]
    margin: _Positive
    distance: Annotated[_Positive, Note("The edits' costs together; of texts and regions the share of all units.")]
    minimal: Annotated[str, OneOf(*MINIMAL)]
    fluency: Fluency | None
    changed: Annotated[AnyKept | None, Note("The changed row or image; null of others.")]


@dataclass(frozen=True, eq=False)
class Counterfactuals(DrawnResult, noun="counterfactuals", drawn="counterfactuals"):
    """The smallest changes found that give another answer; none where none was found.

    `wanted`: the answer that was asked for; null: any other. `stopped`: "found", as many as wished; "budget", the
    passes were spent; "exhausted", there is no other change; "unmoved", no change moved the answer by anything.
    """

    of: Annotated[str, Note("The kind of data.")]
    text: Annotated[str, Note("The user's own text; empty of other kinds of data.")]
    parts: tuple[Part, ...]
    unit: Annotated[str, Note("What may change: word, column, ...")]
    prediction: Annotated[Prediction, Note("The model's answer to the input as it is.")]
    wanted: str | None
    found: tuple[Counterfactual, ...]
    stopped: Annotated[str, OneOf(*STOPPED)]
    count: Annotated[int, Limit(at_least=1), Note("How many were wished.")]
    budget: Annotated[int, Limit(at_least=1), Note("Passes of the model that could be spent.")]
    passes: Annotated[Count, Note("Passes that were, back and forth.")]
    tried: Annotated[Count, Note("Changes that were tried.")]
    units: Annotated[Count, Note("Units in all.")]
    changeable: Annotated[Count, Note("Units that had something to become.")]
    order: Annotated[str, Note("The method by whose scores units come first; empty: their own order.")]
    ways: Annotated[tuple[str, ...], Note("How units could change, in words.")]
    proposing: Annotated[Count, Note("Passes of the model that proposed words.")]
    kept: Annotated[AnyKept | None, Note("The input of what is no text.")]
    seed: int
    fingerprint: Fingerprint
    cost: Cost

    @property
    def texts(self) -> tuple[str, ...]:
        """The changed texts."""
        return tuple(one.text for one in self.found)

    def __repr__(self) -> str:
        if not self.found:
            return f"Counterfactuals(none within {self.passes:,} passes: {self.stopped})"
        said = "; ".join(", ".join(map(repr, one.edits)) + f" gives {one.prediction.label}" for one in self.found)
        return f"Counterfactuals({said})"
