"""Attention drawn at random, and small models that look at texts."""

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer import AttentionView, Look, look_at

TOKENS = ["[CLS]", "an", "un", "##believ", "##able", "film", "[SEP]"]
WORDS = [None, 0, 1, 1, 1, 2, None]


def random_weights(
    layers: int = 3, heads: int = 2, rows: int = 7, columns: int = 7, seed: int = 0
) -> NDArray[np.float32]:
    """(layers, heads, rows, columns), each row a share of 1, some of it tiny."""
    logits = np.random.default_rng(seed).normal(0, 3, (layers, heads, rows, columns))
    powers = np.exp(logits)
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


def toy(seed: int = 0) -> Look:
    """Seven tokens, two of them special, three of one word."""
    return look_at(random_weights(seed=seed), TOKENS, special=("[CLS]", "[SEP]"), words=WORDS, name="toy")


def view() -> AttentionView:
    """Two heads against one another, special tokens left out."""
    return toy().without_special().mix({(1, 1): 1.0, (3, 2): -0.5})
