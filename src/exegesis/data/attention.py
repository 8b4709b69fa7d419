"""What passes tell of attention: the weights of every stack of layers, and what these are made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Which attends to which: a text to itself (one stack), or of an encoder-decoder three stacks.
STACKS = ("self", "encoder", "decoder", "cross")


@dataclass(frozen=True, slots=True, eq=False)
class AttentionStack:
    """Attention of one stack of layers, the first one first.

    Args:
        kind: one of `STACKS`; of "cross" the decoder's positions attend to the encoder's.
        weights: of each layer (heads, Q, K): row q says how query q shares its attention out over the keys. In one
            array of all layers they would stand a second time.
        products: (layers, K, heads, heads), inner products of the vectors f_h(x_k) that the heads would write of key k:
            its value vector through the output projection, without that one's bias. None where they are not read.
    """

    kind: str
    weights: tuple[NDArray[np.float32], ...]
    products: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, eq=False)
class AttentionPass:
    """The stacks of one pass, the ids that a decoder was given (None without one), and why there are no products."""

    stacks: tuple[AttentionStack, ...]
    decoder_ids: tuple[int, ...] | None = None
    unread: str | None = None


# Whether q and k are what the projections give: so they are; turned by their positions (rotary embeddings), which keeps
# their lengths; changed in another way (normalised).
ORIGINS = ("projected", "turned", "changed")
# What is added to scale * q.k beside the mask: the same for cells of one distance (T5, MPNet), for cells of one column
# (ALiBi), or different from cell to cell (the disentangled terms of DeBERTa).
TERMS = ("distance", "column", "content")


@dataclass(frozen=True, slots=True, eq=False)
class HeadScores:
    """What one head's weights are the softmax of: scale * q.k + bias.

    Args:
        queries: (Q, width).
        keys: (K, width).
        origin: one of `ORIGINS`.
        scale: what q.k is multiplied with.
        bias: (Q, K), what is added; minus infinity where the column is masked.
        term: one of `TERMS`; None where nothing is added.
        weights: (Q, K), as the model gives them.
    """

    queries: NDArray[np.float32]
    keys: NDArray[np.float32]
    origin: str
    scale: float
    bias: NDArray[np.float32]
    term: str | None
    weights: NDArray[np.float32]
