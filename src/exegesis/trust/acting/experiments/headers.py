"""How far a classifier leans on what is not part of a text (headers, quotes, footers), as SP-LIME shows it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.summaries.pick import importance
from exegesis.trust.acting.experiments import svm
from exegesis.trust.acting.experiments.bags import Bags
from exegesis.trust.acting.experiments.cleaning import real_world
from exegesis.trust.acting.experiments.picking import Showing, explained, picked, rng_of, words_of


@dataclass(frozen=True)
class Headers:
    """How the look is set up; the pool is drawn from the test texts."""

    share: float = 0.75
    seed: int = 0
    shown: Showing = field(default_factory=lambda: Showing(samples=5000, pool=300))


def headers(bags: Bags, setting: Headers) -> dict[str, Any]:
    """The explanations SP-LIME picks, what leads them, and accuracy with and without what cleaning takes away."""
    model = svm.fit(bags.train.whole, bags.train.labels)
    known = bags.artefacts(setting.share)
    pool = setting.shown.drawn(bags.test.whole.shape[0], rng_of(setting.seed, "pool"))
    rows = bags.test.whole[pool]
    matrix = explained(model, rows, setting.shown.explainer("lime"), rng_of(setting.seed, "headers"))
    chosen = picked(matrix, "submodular", setting.shown.count, setting.seed)
    shown = [_shown(bags, known, model, matrix, rows, int(pool[row]), row) for row in chosen]
    return {
        "picked": shown,
        "led_by_artefact": sum(one["words"][0]["artefact"] for one in shown if one["words"]),
        "pool_led_by_artefact": _led(matrix, known),
        "artefacts_in_vocabulary": float(known.mean()),
        "words": _words(bags, known, matrix, 20),
        "accuracy": {
            "test": svm.accuracy(model, bags.test.whole, bags.test.labels),
            "real_world": real_world(model, bags.test),
            "texts": len(bags.test.labels),
            "real_world_texts": int(bags.test.spoken.sum()),
        },
    }


def _shown(
    bags: Bags, known: NDArray[np.bool_], model: svm.RbfSvm, matrix: Any, rows: Any, text: int, row: int
) -> dict[str, Any]:
    """One picked explanation; weights are for the class that the model predicts."""
    weights = dict(zip(matrix[row].indices.tolist(), matrix[row].data.tolist(), strict=True))
    words = [
        {"word": bags.words[word], "weight": weights[word], "artefact": bool(known[word])}
        for word in words_of(matrix, row).tolist()
    ]
    predicted = int(model.predict_proba(rows[row]).argmax())
    return {
        "text": text,
        "predicted": bags.classes[predicted],
        "true": bags.classes[int(bags.test.labels[text])],
        "words": words,
    }


def _led(matrix: Any, known: NDArray[np.bool_]) -> float:
    """Of all explained texts the share whose weightiest word is an artefact."""
    first = [words[0] for row in range(matrix.shape[0]) if len(words := words_of(matrix, row))]
    return float(known[first].mean()) if first else 0.0


def _words(bags: Bags, known: NDArray[np.bool_], matrix: Any, count: int) -> list[dict[str, Any]]:
    """The words of the highest importance over the pool, as SP-LIME reckons it."""
    heights = importance(matrix)
    order = np.argsort(-np.round(heights, 9), kind="stable")[:count]
    return [
        {
            "word": bags.words[word],
            "importance": float(heights[word]),
            "texts": int((matrix[:, [word]] != 0).sum()),
            "artefact": bool(known[word]),
            "gone": float(bags.gone[word]),
        }
        for word in order.tolist()
        if heights[word] > 0
    ]
