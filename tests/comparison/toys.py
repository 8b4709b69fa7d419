"""Comparisons made by hand: words, scores of each side, answers, truths."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from exegesis.comparison.records import ComparedText, Side, Unsupported
from exegesis.comparison.result import Comparison
from exegesis.core.text import words
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Fingerprint, Prediction, Unit
from tests.views import samples

LABELS = ("negative", "positive")


def facts(name: str) -> ModelFacts:
    return ModelFacts(name, 0, None, Fingerprint(name, None, None, None, {"python": "3"}))


def side(model: str, method: str, output: str = "probability") -> Side:
    return Side(model, method, "word", output, {})


def answer(label: str | None, sure: float = 0.8) -> Prediction | None:
    if label is None:
        return None
    index = LABELS.index(label)
    outputs = (sure, 1 - sure) if index == 0 else (1 - sure, sure)
    return Prediction(label, index, outputs, LABELS, "single-label")


def text(
    said: str,
    scores: Sequence[Sequence[float] | None],
    answers: Sequence[str | None] = (),
    truth: str | None = None,
    index: int = 0,
    id: str | None = None,
) -> ComparedText:
    """A text whose sides gave its words these scores."""
    units = tuple(Unit(said[span.start : span.end], (span,)) for span in words(said))
    made = tuple(
        None if row is None else samples.explanation(said, row, id=id, diagnostics={}, method="lime") for row in scores
    )
    rows = tuple(None if row is None else tuple(np.array(row, dtype=float).tolist()) for row in scores)
    return ComparedText(index, id, said, truth, "positive", tuple(map(answer, answers)), units, made, rows)


def comparison(
    texts: Sequence[ComparedText],
    sides: Sequence[tuple[str, str]] = (("a", "lime"), ("b", "lime")),
    unsupported: Sequence[Unsupported] = (),
    notes: Sequence[str] = (),
) -> Comparison:
    models, methods = (tuple(dict.fromkeys(pair[place] for pair in sides)) for place in (0, 1))
    return Comparison(
        models=tuple(map(facts, models)),
        methods=methods,
        labels=LABELS,
        sides=tuple(side(*pair) for pair in sides),
        unsupported=tuple(unsupported),
        texts=tuple(replace(one, predictions=one.predictions or (None,) * len(models)) for one in texts),
        seed=0,
        notes=tuple(notes),
    )


def usual(word: str = "fine", name: str = "a", note: str = "a note") -> Comparison:
    """Two models on three texts; of one of them the second is right alone, on one the first gave nothing."""
    said = f"a {word} film"
    return comparison(
        [
            text("a dull film", [[0.0, -0.5, 0.1], [0.1, -0.2, -0.1]], ["negative", "negative"], "negative"),
            text("so good a film", [[0.1, 0.1, 0, 0.2], [0, 0.8, 0, 0]], ["negative", "positive"], "positive", 1),
            text(said, [[0.0] * len(words(said))] * 2, ["positive", None], None, 2, f"id {word}"),
        ],
        [(name, "lime"), ("b", "lime")],
        [Unsupported("b", "gradient", f"gradient needs gradients, {word}")],
        [note],
    )
