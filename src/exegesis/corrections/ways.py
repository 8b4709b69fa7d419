"""Three ways to correct a model, and the control: what each trains on, and how heavily it penalises marked words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from exegesis.core.errors import InputError
from exegesis.corrections.augmentation import PLACED, REMOVED, changed_texts, check_rules
from exegesis.corrections.edits import TextEdits
from exegesis.data.labelled import Labelled


@dataclass(frozen=True)
class CorrectionTexts:
    """What is trained on, and in figures by their names what was done to the texts given."""

    data: Labelled
    figures: Mapping[str, int] = field(default_factory=dict)


class CorrectionWay(Protocol):
    """How a model is corrected. `uses_words`: whether it is nothing without marked words."""

    name: ClassVar[str]

    @property
    def uses_words(self) -> bool: ...

    @property
    def strength(self) -> float:
        """Of the penalty on marked words, beside the loss of the labels before training; 0: none."""

    def texts(self, data: Labelled, words: Sequence[str], seed: int) -> CorrectionTexts:
        """The texts to train on, of those given and the marked words."""

    def settings(self) -> dict[str, Any]:
        """What it was told, as plain data."""


@dataclass(frozen=True)
class ContinuedTraining:
    """The control: the same texts and labels once more, and nothing else."""

    name: ClassVar[str] = "continued"
    uses_words: ClassVar[bool] = False
    strength: ClassVar[float] = 0.0

    def texts(self, data: Labelled, words: Sequence[str], seed: int) -> CorrectionTexts:
        """As they are."""
        return CorrectionTexts(data)

    def settings(self) -> dict[str, Any]:
        """Nothing."""
        return {}


@dataclass(frozen=True)
class RightReasons:
    """Fine-tuning that penalises gradients on the marked words (Ross, Hughes & Doshi-Velez 2017).

    `strength`: how heavy the penalty is beside the loss of the labels, before training.
    """

    strength: float = 1.0
    name: ClassVar[str] = "reasons"
    uses_words: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not 0 < self.strength < float("inf"):
            raise InputError(f"strength must be above 0, not {self.strength!r}.")

    def texts(self, data: Labelled, words: Sequence[str], seed: int) -> CorrectionTexts:
        """As they are."""
        return CorrectionTexts(data)

    def settings(self) -> dict[str, Any]:
        """The strength."""
        return {"strength": self.strength}


@dataclass(frozen=True)
class Augmentation:
    """Counterfactual texts are learned beside the others: the same with an edit that leaves, or turns, the label.

    `rules` make them of the marked words, the label kept: "removed" (cut out), "replaced" (by `instead`, in turn),
    "placed" (put into as many texts of other labels, so that they no longer tell the label). `counterfactuals`: texts
    of your own, with their labels.
    """

    rules: tuple[str, ...] = (REMOVED, PLACED)
    instead: tuple[str, ...] = ()
    counterfactuals: Labelled | None = None
    name: ClassVar[str] = "counterfactuals"
    strength: ClassVar[float] = 0.0

    def __post_init__(self) -> None:
        check_rules(self.rules, self.instead)
        if not self.rules and self.counterfactuals is None:
            raise InputError("there is nothing to add: give counterfactual texts, or a rule.")

    @property
    def uses_words(self) -> bool:
        """Where a rule makes texts of them."""
        return bool(self.rules)

    def texts(self, data: Labelled, words: Sequence[str], seed: int) -> CorrectionTexts:
        """Those given, then the changed ones of each rule, then the user's."""
        texts, labels = list(data.texts), list(data.labels)
        figures: dict[str, int] = {}
        for rule in self.rules:
            made = changed_texts(data, words, rule, self.instead, seed)
            texts += made.texts
            labels += made.labels
            figures[rule] = len(made)
        if self.counterfactuals is not None:
            texts += self.counterfactuals.texts
            labels += self.counterfactuals.labels
            figures["given"] = len(self.counterfactuals)
        return CorrectionTexts(Labelled(tuple(texts), tuple(labels)), figures)

    def settings(self) -> dict[str, Any]:
        """Rules, words put instead, and the fingerprint of the user's texts."""
        given = None if self.counterfactuals is None else self.counterfactuals.fingerprint()
        return {"rules": list(self.rules), "instead": list(self.instead), "counterfactuals": given}


@dataclass(frozen=True)
class DataEditing:
    """Training texts are dropped, relabelled or rewritten, as a person decided of them, and the rest is learned."""

    edits: TextEdits
    name: ClassVar[str] = "edits"
    uses_words: ClassVar[bool] = False
    strength: ClassVar[float] = 0.0

    def texts(self, data: Labelled, words: Sequence[str], seed: int) -> CorrectionTexts:
        """The texts after the edits."""
        return CorrectionTexts(self.edits.applied(data), self.edits.figures())

    def settings(self) -> dict[str, Any]:
        """The edits' fingerprint."""
        return {"edits": self.edits.fingerprint()}
