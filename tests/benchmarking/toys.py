"""A model that only adds up its words, whose true attributions are known, and texts of them."""

import numpy as np

WEIGHTS = {"good": 0.2, "fine": 0.12, "nice": 0.06, "bad": -0.2, "dull": -0.12, "slow": -0.06}
TEXTS = (
    "a good film with a dull plot",
    "the fine and nice acting was slow",
    "bad and dull but nice in the end",
    "good good film",
    "a slow start of a fine film , never bad",
    "nice plot , bad acting , the rest was good",
    "dull dull dull",
    "the film was not bad and never dull",
)


def additive(texts: list[str]) -> np.ndarray:
    """(n, 2) probabilities: a half, and each word's weight."""
    score = np.array([0.5 + sum(WEIGHTS.get(word, 0.0) for word in text.split()) for text in texts])
    positive = np.clip(score, 0.0, 1.0)
    return np.stack([1 - positive, positive], axis=1)


def broken(texts: list[str]) -> np.ndarray:
    """The same, but it breaks on a word."""
    if any("crash" in text for text in texts):
        return np.full((len(texts), 2), np.nan)
    return additive(texts)
