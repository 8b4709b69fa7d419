"""Edit: a text beside an edit of it, both explained. Frozen data, JSON both ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from exegesis.core.characters import one_line
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction
from exegesis.data.result import DrawnResult
from exegesis.edits import changes
from exegesis.edits.changes import KEPT, Change


@dataclass(frozen=True)
class Edit(DrawnResult, noun="an edit", drawn="edit", derived=("flipped", "outputs", "changes")):
    """The explanations of a text and of its edit: the same model, method, seed and target.

    `asked`: what was to be replaced by what, "" for a deletion; empty where the edited text was given whole.
    """

    original: Explanation
    edited: Explanation
    asked: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.original.parts) != len(self.edited.parts) or self.original.unit != self.edited.unit:
            raise InputError("an edit has the parts and the unit of its original; explain both alike.")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every word of either text, in order: kept, replaced, deleted or inserted, its score before and after."""
        return changes.changes(self.original, self.edited, self.asked)

    def top(self, k: int = 10) -> list[Change]:
        """The edited words first, then the others by the size of their change; ties in the text's order."""
        return sorted(self.changes, key=lambda one: (one.kind == KEPT, -round(abs(one.change), 9)))[: max(k, 0)]

    @property
    def flipped(self) -> bool:
        """Whether the model gives the edit another label (of several labels: another set); no for regression."""
        return _labels(self.original.prediction) != _labels(self.edited.prediction)

    @property
    def outputs(self) -> tuple[tuple[str, float | None, float | None], ...]:
        """(label, probability before, after), the original's labels first; None where it is not among the answers."""
        before, after = (dict(_outputs(one.prediction)) for one in (self.original, self.edited))
        return tuple((name, before.get(name), after.get(name)) for name in (before | after))

    @property
    def value_change(self) -> float:
        """The explained number of the edit less that of the original, in the target's unit."""
        return self.edited.value - self.original.value

    @property
    def sums(self) -> tuple[float, float]:
        """The change of the edited words' scores, and of those that stand in both texts: sums over words."""
        parts = [[one.change for one in self.changes if (one.kind == KEPT) is kept] for kept in (False, True)]
        return float(sum(parts[0])), float(sum(parts[1]))

    def __repr__(self) -> str:
        names = [one.prediction.label for one in (self.original, self.edited)]
        edited = sum(one.kind != KEPT for one in self.changes)
        return one_line(f"Edit({names[0]} -> {names[1]}; {edited} of {len(self.changes)} words edited)")


def _labels(prediction: Prediction) -> object:
    if prediction.kind == "regression":
        return None
    if prediction.kind == "multi-label":
        return {name for name, value in _outputs(prediction) if value >= 0.5}
    return prediction.label


def _outputs(prediction: Prediction) -> list[tuple[str, float]]:
    """Label and output; of a label that an answer gives several times (as it stands in several places) the first."""
    pairs = list(zip(prediction.labels, prediction.outputs, strict=False))
    return list(reversed(dict(reversed(pairs)).items()))
