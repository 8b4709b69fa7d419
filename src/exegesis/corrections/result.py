"""A correction, and the training texts behind an error, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.types import Count
from exegesis.data.result import DrawnResult, Result
from exegesis.data.rounds import RoundTree

WAYS = ("reasons", "counterfactuals", "edits", "continued")
_Share = Annotated[float, Limit(at_least=0, at_most=1)]


@dataclass(frozen=True)
class RightOf:
    """How many of some texts the model gives their label."""

    right: Count
    texts: Annotated[int, Limit(at_least=1)]

    @property
    def share(self) -> float:
        """Their share."""
        return self.right / self.texts


@dataclass(frozen=True)
class ErrorAnswer:
    """What the model answers to a text that it got wrong. `of_truth`: the probability of the true label."""

    answer: str
    of_truth: _Share


@dataclass(frozen=True)
class WordShare:
    """The share of |score| that falls on marked words, as a mean over some texts that hold them."""

    share: _Share
    texts: Annotated[int, Limit(at_least=1)]
    method: str


@dataclass(frozen=True)
class CorrectionFigures:
    """One model on the same texts as the other. None: there are no such texts."""

    held_out: RightOf | None
    slice: Annotated[RightOf | None, Note("Of the held-out texts those that hold marked words.")]
    errors: Annotated[tuple[ErrorAnswer, ...], Note("An answer to each text of `errors`.")]
    on_words: WordShare | None


@dataclass(frozen=True)
class WrongText:
    """A text that the model got wrong, and what is true of it."""

    text: str
    truth: str


@dataclass(frozen=True, eq=False)
class Correction(DrawnResult, noun="a correction", drawn="correction"):
    """What was done to a model about words it should not use or texts it got wrong, and what became of it.

    `words`: those marked; `absent`: of these the ones that no training text holds. `told`: the way's own settings;
    `figures`: texts added, dropped, relabelled, rewritten, and read in part. `penalty`: the weight that the loss of
    reasons had, 0 in other ways. `start`: what was trained, where that is not the model of the round before.
    """

    way: Annotated[str, OneOf(*WAYS)]
    model: str
    start: str | None
    words: tuple[str, ...]
    absent: tuple[str, ...]
    told: Mapping[str, Any]
    figures: Mapping[str, Count]
    penalty: Annotated[float, Limit(at_least=0)]
    texts: Annotated[Count, Note("That were trained on.")]
    data: Annotated[str, Note("The fingerprint of the training texts as they were given.")]
    labels: tuple[str, ...]
    settings: Mapping[str, Any]
    seed: int
    steps: Count
    errors: tuple[WrongText, ...]
    before: CorrectionFigures
    after: CorrectionFigures
    weights: Annotated[str, Note("Where the corrected model is, for `exegesis.load`.")]
    back: Annotated[str, Note("The command that goes back to the model before.")]
    versions: Mapping[str, str]

    @property
    def is_worse(self) -> bool:
        """Whether fewer held-out texts are right than before."""
        before, after = self.before.held_out, self.after.held_out
        return before is not None and after is not None and after.share < before.share


@dataclass(frozen=True)
class CorrectionRound:
    """A model of the project. `correction` None: the one that it began with. `sha256`: of its weights."""

    number: int
    parent: int | None
    when: str
    who: str
    weights: str
    sha256: str
    correction: Correction | None


@dataclass(frozen=True)
class CorrectionLineage(Result, RoundTree[CorrectionRound], noun="a lineage of corrections"):
    """All models of a project, and which of them is the present one."""

    rounds: tuple[CorrectionRound, ...] = ()
    current: Count | None = None


@dataclass(frozen=True)
class TracedText:
    """A training text (`row`, from 1). `influence`: below 0, learning it raised the loss of the errors."""

    row: int
    text: str
    label: str
    influence: float
    nearness: Annotated[float, Limit(at_least=-1.0001, at_most=1.0001)]


@dataclass(frozen=True, eq=False)
class TracedTexts(Result, noun="traced texts"):
    """The training texts that taught an error, and those that the model sees as it sees the error.

    `opposed`: by influence, those against the true labels first; `nearest`: by nearness. `checkpoints`: the steps that
    the influence is summed over, none where it is of the model alone. `of`: whose gradients, "last layer" or "every
    weight".
    """

    model: str
    errors: tuple[WrongText, ...]
    opposed: tuple[TracedText, ...]
    nearest: tuple[TracedText, ...]
    texts: Count
    checkpoints: tuple[Count, ...]
    of: Annotated[str, OneOf("last layer", "every weight")]

    def table(self) -> list[dict[str, Any]]:
        """Each text once, as rows to fill in: `action` is empty."""
        every = {one.row: one for one in (*self.opposed, *self.nearest)}
        return [
            {
                "row": one.row,
                "action": "",
                "label": one.label,
                "text": one.text,
                "influence": one.influence,
                "nearness": one.nearness,
            }
            for one in every.values()
        ]
