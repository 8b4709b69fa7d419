"""Attacks on a model, as data: what was tried on each text, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.proportions import wilson
from exegesis.core.types import Count, Span
from exegesis.data.records import Fingerprint
from exegesis.data.result import DrawnResult

_Share = Annotated[float, Limit(at_least=0, at_most=1)]
SUCCEEDED, FAILED, UNEDITED, SKIPPED, ERROR = "succeeded", "failed", "unedited", "skipped", "error"
OUTCOMES = (SUCCEEDED, FAILED, UNEDITED, SKIPPED, ERROR)


@dataclass(frozen=True, slots=True)
class WordEdit:
    """A word of the original and what stands for it: characters `span` of the text, `edited_span` of the edited one.

    A word that was put in has no character of the text, one that was left out none of the edited text: then the span
    is empty, where it would stand.
    """

    before: str
    after: str
    span: Span
    edited_span: Span


@dataclass(frozen=True)
class AttackedText:
    """One text. `before` and `after`: the probability of `label`, which is what the text was answered or is true.

    `edited` is the draft that the search ended with: that which reaches the goal, else the nearest one. Of a text that
    was skipped, or failed in an error, it is the text itself.
    """

    index: Count
    id: str | None
    text: str
    edited: str
    outcome: Annotated[str, OneOf(*OUTCOMES)]
    reason: Annotated[str, Note("Why a search ended before its end, or a text was skipped; of an error its line.")]
    label: str
    answer_before: str
    answer_after: str
    before: Annotated[float | None, Note("None where the text could not be answered.")]
    after: Annotated[float | None, Note("None where the text could not be answered.")]
    edits: tuple[WordEdit, ...]
    words: Annotated[Count, Note("Words of the original.")]
    queries: Annotated[Count, Note("Different texts that the model answered, the original among them.")]
    seconds: Annotated[float, Limit(at_least=0)]

    DERIVED: ClassVar[tuple[str, ...]] = ("share",)

    @property
    def share(self) -> float:
        """Edited words, as a share of the text's."""
        return len(self.edits) / self.words if self.words else 0.0


@dataclass(frozen=True, eq=False)
class Attack(
    DrawnResult,
    noun="an attack",
    drawn="attack",
    derived=("accuracy_before", "accuracy_after", "success_rate", "success_low", "success_high"),
):
    """An attack on some texts.

    The success rate is of the texts that were attacked: those wrong already are skipped, and counted as wrong in both
    accuracies; those that no edit is allowed of ("unedited") are no success of the model, but right in both. Accuracies
    are None where no true labels were given: then "before" is right by definition.
    """

    recipe: str
    goal: str
    search: str
    settings: Annotated[Mapping[str, Any], Note("The transformations, constraints, search and goal with settings.")]
    changes_meaning: Annotated[bool, Note("Whether a person might answer the edited texts otherwise: a test.")]
    has_truths: bool
    items: tuple[AttackedText, ...]
    budget: Annotated[Count | None, Note("Queries of one text at most.")]
    seed: int
    fingerprint: Fingerprint

    def _count(self, *outcomes: str) -> int:
        return sum(item.outcome in outcomes for item in self.items)

    @property
    def attacked(self) -> int:
        """Texts that were attacked."""
        return self._count(SUCCEEDED, FAILED)

    @property
    def succeeded(self) -> int:
        """Texts of which the goal was reached."""
        return self._count(SUCCEEDED)

    @property
    def answered(self) -> int:
        """Texts without an error."""
        return self._count(SUCCEEDED, FAILED, UNEDITED, SKIPPED)

    @property
    def accuracy_before(self) -> float | None:
        """The share of right answers to the originals; None without true labels."""
        return self._count(SUCCEEDED, FAILED, UNEDITED) / self.answered if self.has_truths and self.answered else None

    @property
    def accuracy_after(self) -> float | None:
        """The share of right answers that no edit turned; None without true labels."""
        return self._count(FAILED, UNEDITED) / self.answered if self.has_truths and self.answered else None

    @property
    def success_rate(self) -> float | None:
        """Succeeded, of those attacked; None where none was."""
        return self.succeeded / self.attacked if self.attacked else None

    @property
    def success_low(self) -> float | None:
        """The lower end of the rate's 95 % interval (Wilson)."""
        return wilson(self.succeeded, self.attacked)[0] if self.attacked else None

    @property
    def success_high(self) -> float | None:
        """Its upper end."""
        return wilson(self.succeeded, self.attacked)[1] if self.attacked else None

    @property
    def mean_queries(self) -> float | None:
        """Queries of a text that was attacked."""
        return _mean([item.queries for item in self.items if item.outcome in (SUCCEEDED, FAILED)])

    @property
    def mean_share(self) -> float | None:
        """Of the texts that the attack succeeded on, the share of words that it edited."""
        return _mean([item.share for item in self.items if item.outcome == SUCCEEDED])

    def __repr__(self) -> str:
        return f"Attack({self.recipe}: {self.succeeded} of {self.attacked} texts turned, {len(self.items)} in all)"


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
