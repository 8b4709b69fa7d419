"""An explanation in words, as data: what was tried on the model, and what came of it."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Count
from exegesis.data import renderers
from exegesis.data.explanation import Explanation
from exegesis.data.result import DrawnResult

CLAIMS = ("answer", "without", "alone", "against", "together")


@dataclass(frozen=True)
class ClaimTrial:
    """The model asked with some units absent. `value` is the explained number then, in the account's unit.

    `answer`: the label that it gives then, None where its answers are no labels.
    """

    absent: Annotated[tuple[Count, ...], Note("Indices into the explanation's units.")]
    value: float
    answer: str | None


@dataclass(frozen=True)
class Claim:
    """What is said of some units, with the trials that it rests on.

    `kind`: "answer", what the model says of the whole; "without", what becomes of it when the units are taken away;
    "alone", when all others are; "against", of a unit that speaks against the target; "together", of two units.
    `holds`: whether the trial came out as the scores say: the answer turns without the units, they suffice alone, the
    target gains without what speaks against it, two together do what neither does.
    """

    kind: Annotated[str, OneOf(*CLAIMS)]
    units: tuple[Count, ...]
    trials: tuple[ClaimTrial, ...]
    holds: bool


@dataclass(frozen=True, eq=False)
class Account(DrawnResult, noun="an account", drawn="account"):
    """The explanation, the claims that were tried on its model, in the order in which they are said, and their unit.

    `output`: "probability" of a class; of other targets the explanation's own unit. `untried`: how many units with a
    score no claim speaks of. `absent`: what stands for an absent unit.
    """

    explanation: Explanation
    claims: tuple[Claim, ...]
    output: str
    untried: Count
    absent: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The claims as plain English, and at the end what was not tried."""
        said: tuple[str, ...] = renderers.renderer("account sentences")(self)
        return said

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join(self.sentences)

    def __repr__(self) -> str:
        return f"Account({self.text!r})"
