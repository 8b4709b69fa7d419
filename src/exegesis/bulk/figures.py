"""What many explanations come to in figures: how often the answers are right, what was answered, what failed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.truth import label_of


@dataclass(frozen=True, slots=True)
class Outline:
    """An item in short: whether its answer is right (None: no telling), how sure the model is, how long its text."""

    number: int
    right: bool | None
    sure: float
    characters: int


@dataclass
class AnswerFigures:
    """Counts over items. `answers`: by (true label, answer); the true one as the model calls it, None where unknown.

    `strange`: truths that are no label of the model, by their name. `outlines`: the explained items, in their order.
    """

    items: int = 0
    models: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    outlines: list[Outline] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Items that could not be explained."""
        return sum(self.errors.values())

    @property
    def compared(self) -> int:
        """Items whose answer can be told right or wrong."""
        return sum(one.right is not None for one in self.outlines)

    @property
    def right(self) -> int:
        """Items whose answer is right."""
        return sum(one.right is True for one in self.outlines)


def figures_of(items: Iterable[ExplainedItem]) -> AnswerFigures:
    """The figures of items, which are let go of one after another."""
    found = AnswerFigures()
    for item in items:
        found.items += 1
        if not item.explanations:
            found.errors[item.error or "not explained"] += 1
            continue
        first = item.explanations[0]
        prediction, truth, right = first.prediction, item.truth, item.is_right
        found.outlines.append(Outline(item.number, right, float(prediction.outputs[prediction.index]), len(first.text)))
        found.answers[label_of(prediction, truth), prediction.label] += 1
        if truth is not None and right is None and prediction.kind == "single-label":
            found.strange[truth] += 1
        for one in item.explanations:
            found.models[one.fingerprint.model] += 1
            found.methods[one.method] += 1
            found.verdicts[one.verdict.level] += 1
    return found


def accuracy(right: int, compared: int) -> str:
    """ "accuracy 0.833: 250 of 300 right" """
    return f"accuracy {right / compared:.3f}: {right:,} of {compared:,} right"


def strange_truths(strange: Mapping[str, int]) -> str:
    """What must be known of truths that are no label of the model; "" where there are none."""
    count = sum(strange.values())
    if not count:
        return ""
    said = "truth is no label" if count == 1 else "truths are no labels"
    return f"{count:,} {said} of the model (such as {min(strange)!r}), and not counted"
