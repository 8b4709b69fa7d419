"""What one pass gives inside: vectors of tokens at every layer, and what each head of it gives, as means over words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class LayerMeans:
    """Means over W groups of positions (words, say), in the order of the rows and of each row's groups.

    Args:
        stack: whose layers they are: "self", or of an encoder-decoder its "encoder".
        vectors: by layer (W, D). Layer 0 is what enters the first block, layer n what block n gives (the last one after
            the model's final norm, where it has one).
        contexts: by layer, from 1, (W, heads, d_head): what the heads give before the output projection.
    """

    stack: str
    vectors: Mapping[int, NDArray[np.float32]]
    contexts: Mapping[int, NDArray[np.float32]]


def joined(parts: Sequence[LayerMeans]) -> LayerMeans:
    """Those of several passes, one after another."""
    first = parts[0]
    if len(parts) == 1:
        return first
    vectors = {layer: np.concatenate([part.vectors[layer] for part in parts]) for layer in first.vectors}
    contexts = {layer: np.concatenate([part.contexts[layer] for part in parts]) for layer in first.contexts}
    return LayerMeans(first.stack, vectors, contexts)
