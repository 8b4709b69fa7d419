"""Where each head points: of each word the other word that it attends to most."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NOWHERE = -1


def pointed(weights: NDArray[np.float32], pieces: Sequence[Sequence[int]]) -> NDArray[np.int16]:
    """(words, layers x heads): the number of the word that each word attends to most; of equals the first.

    A word receives the sum of what its pieces receive and gives the mean of what they give (Clark et al. 2019, section
    4.1). Special tokens and the word itself are passed over. NOWHERE of a word without a piece, or that gives other
    words nothing, as the first one of a causal model.

    Args:
        weights: (layers, heads, L, L).
        pieces: of each word the positions of its pieces.
    """
    belongs = np.zeros((len(pieces), weights.shape[-1]), dtype=np.float32)
    for word, places in enumerate(pieces):
        belongs[word, list(places)] = 1
    counts = np.maximum(belongs.sum(axis=1, keepdims=True), 1)
    flat = weights.reshape(-1, *weights.shape[-2:])
    words = (belongs / counts) @ flat @ belongs.T  # (layers x heads, words, words)
    np.einsum("hww->hw", words)[:] = 0
    most = words.argmax(axis=2)
    most[words.max(axis=2) <= 0] = NOWHERE
    found: NDArray[np.int16] = most.T.astype(np.int16)
    return found
