"""Models that are themselves readable, and texts to ask them about."""

from collections.abc import Callable, Sequence

import numpy as np

from exegesis.core.types import Floats
from exegesis.surrogates.rows import Rows

WORDS = ["good", "bad", "film", "the", "a", "plot", "acting", "was", "is", "great", "dull", "fine", "slow"]
TEXT = "the good film was bad and slow in a dull way"
WEIGHTS = {"good": 0.2, "bad": -0.3, "film": 0.1}
Model = Callable[[Sequence[str]], list[list[float]]]


def texts(count: int = 120, length: int = 6, seed: int = 0) -> list[str]:
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, length)) for _ in range(count)]


def of_probability(probability: Callable[[set[str]], float]) -> Model:
    """A black box that looks at the words of a text only."""

    def model(given: Sequence[str]) -> list[list[float]]:
        found = [probability(set(text.split())) for text in given]
        return [[1 - one, one] for one in found]

    return model


def linear(words: set[str]) -> float:
    return 0.5 + sum(weight for word, weight in WEIGHTS.items() if word in words)


def tree(words: set[str]) -> float:
    """Depth 2: what "good" means turns on "bad"."""
    if "bad" in words:
        return 0.3 if "good" in words else 0.1
    return 0.9 if "film" in words else 0.6


LINEAR, TREE = of_probability(linear), of_probability(tree)
CONSTANT = of_probability(lambda words: 0.7)


def rows(presence: Floats, values: Floats, weights: Floats | None = None) -> Rows:
    """Rows that are all different."""
    weighed = np.ones(len(values)) if weights is None else weights
    return Rows(np.asarray(presence, dtype=np.bool_), values, weighed, np.arange(len(values)))
