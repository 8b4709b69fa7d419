"""One model before or after a correction: on held-out texts, on those with marked words, on the errors, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis import api
from exegesis.adapters.texts import TextModel
from exegesis.core.word_cuts import spans_among
from exegesis.corrections.result import CorrectionFigures, ErrorAnswer, RightOf, WordShare
from exegesis.data.explanation import Explanation
from exegesis.data.labelled import Labelled


@dataclass(frozen=True)
class CorrectionYardstick:
    """What both models are measured on. `explained`: how many texts with marked words are explained, by `method`."""

    held_out: Labelled | None
    errors: Labelled | None
    words: tuple[str, ...]
    method: str
    explained: int
    seed: int

    def slice(self) -> Labelled | None:
        """The held-out texts that hold marked words; None where there are none."""
        return None if self.held_out is None else holding(self.held_out, self.words)

    def figures(self, model: TextModel) -> CorrectionFigures:
        """What it measures of a model."""
        sliced = self.slice()
        return CorrectionFigures(
            None if self.held_out is None else right_of(model, self.held_out),
            None if sliced is None else right_of(model, sliced),
            () if self.errors is None else _answers(model, self.errors),
            self._on_words(model, sliced),
        )

    def _on_words(self, model: TextModel, sliced: Labelled | None) -> WordShare | None:
        """Of the slice, or of the errors where no held-out text holds a marked word."""
        texts = sliced or (None if self.errors is None else holding(self.errors, self.words))
        if texts is None or not self.explained:
            return None
        given = texts.texts[: self.explained]
        many = api.explain_many(model, given, self.method, seed=self.seed, errors="raise")
        explanations = [one for one in many if isinstance(one, Explanation)]
        shares = [share for one in explanations if (share := share_on(one, self.words)) is not None]
        return WordShare(float(np.mean(shares)), len(shares), explanations[0].method) if shares else None


def holding(data: Labelled, words: Sequence[str]) -> Labelled | None:
    """The texts that hold one of the words; None where none does."""
    kept = [(text, label) for text, label in zip(data.texts, data.labels, strict=True) if spans_among(text, words)]
    return Labelled(tuple(text for text, _ in kept), tuple(label for _, label in kept)) if kept else None


def right_of(model: TextModel, data: Labelled) -> RightOf:
    """How many texts get their label."""
    best = model.predict(data.texts).argmax(axis=1)
    answers = [model.labels[place] for place in best]
    return RightOf(sum(answer == label for answer, label in zip(answers, data.labels, strict=True)), len(data))


def share_on(explanation: Explanation, words: Sequence[str]) -> float | None:
    """The share of |score| on units that stand in one of the words; None where every score is 0."""
    marked = spans_among(explanation.text, words)
    sizes = np.abs(explanation.scores)
    inside = np.array(
        [any(a.start < b.end and a.end > b.start for a in unit.spans for b in marked) for unit in explanation.units]
    )
    total = float(sizes.sum())
    return float(sizes[inside].sum()) / total if total > 0 else None


def _answers(model: TextModel, errors: Labelled) -> tuple[ErrorAnswer, ...]:
    table = model.predict(errors.texts)
    return tuple(
        ErrorAnswer(model.labels[int(row.argmax())], float(row[model.labels.index(label)]))
        for row, label in zip(table, errors.labels, strict=True)
    )
