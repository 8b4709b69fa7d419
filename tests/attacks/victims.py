"""A victim that can be read: the sum of its words' weights decides, and every edit's worth is known."""

from collections.abc import Sequence

import numpy as np

import exegesis

WEIGHTS = {"good": 2.0, "fine": 0.5, "nice": 1.0, "film": 0.4, "movie": -0.6, "plot": 0.3, "story": 0.1, "very": 0.2}
SYNONYMS = {"good": ["nice", "fine"], "film": ["movie"], "plot": ["story"], "very": ["quite"]}


def answers(texts: Sequence[str]) -> np.ndarray:
    """Probabilities of (negative, positive): positive where the weights sum to more than 1.5."""
    sums = np.array([sum(WEIGHTS.get(word, 0.0) for word in text.lower().split()) for text in texts])
    positive = 1 / (1 + np.exp(1.5 - sums))
    return np.stack([1 - positive, positive], axis=1)


MODEL = exegesis.load(answers, labels=["negative", "positive"])
TEXT = "a very good film and plot"
