"""An account: plain sentences about a result, each of which was tried on the model, as data.

Features of one floor tell their own results (explanations, rules, other inputs) and do not know one another; this
record is what they tell them in, and one page and one terminal draw it.
"""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Count
from exegesis.data.explanation import Explanation
from exegesis.data.result import DrawnResult

ABOUT = ("explanation", "explanations", "anchor", "counterfactual")


@dataclass(frozen=True)
class ClaimTrial:
    """The model asked, once or about many inputs: what about, and what came of it, both as they are said.

    `value` is the number behind; `answer` the label that the model gives then, None where its answers are no labels or
    many were asked.
    """

    asked: str
    outcome: str
    value: float
    answer: str | None = None
    absent: Annotated[tuple[Count, ...], Note("Of an explanation: indices of the units that were absent.")] = ()


@dataclass(frozen=True)
class Claim:
    """A sentence, and the trials that it rests on.

    `kind`: what sort of thing is said, as whoever tells it names these. `holds`: whether the trials came out as the
    result says; where they did not, the sentence says so.
    """

    kind: str
    sentence: str
    trials: tuple[ClaimTrial, ...]
    holds: bool
    units: Annotated[tuple[Count, ...], Note("Of an explanation: the units that it is about.")] = ()


@dataclass(frozen=True, eq=False)
class Account(DrawnResult, noun="an account", drawn="account"):
    """A result in sentences.

    `title` and `source` say what was asked of which model; `passage` is the text that it is about, "" for none.
    `untried`: what the trials took for absent or drew, and what was not tried. `explanation`: of an explanation itself.
    """

    about: Annotated[str, OneOf(*ABOUT)]
    title: str
    source: str
    passage: str
    claims: tuple[Claim, ...]
    untried: str
    output: Annotated[str, Note("The unit of the trials' values.")]
    explanation: Explanation | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The claims as plain English, and at the end what was not tried."""
        return (*(claim.sentence for claim in self.claims), self.untried)

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join(self.sentences)

    def __repr__(self) -> str:
        return f"Account({self.text!r})"
