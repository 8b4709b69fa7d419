"""What an encoder is made of, whatever its family calls the pieces: tables of embeddings, blocks, and their settings.

Nothing is copied: these are the model's own modules, so weights that change are read as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Embedding, LayerNorm, Linear, Module


@dataclass(frozen=True)
class Block:
    """One layer: attention, then feed-forward, each added to what came in, and the sum normed."""

    query: "Linear"
    key: "Linear"
    value: "Linear"
    out: "Linear"
    attention_norm: "LayerNorm"
    up: "Linear"
    activation: "Module"
    down: "Linear"
    output_norm: "LayerNorm"

    @property
    def linears(self) -> "tuple[Linear, ...]":
        """All its matrices."""
        return (self.query, self.key, self.value, self.out, self.up, self.down)


@dataclass(frozen=True)
class Encoder:
    """A whole encoder without its head.

    `padding`: the id from which positions are counted, as RoBERTa does (padding inside a row then keeps that position
    and does not count); None: positions are 0, 1, 2, ... `bias(L)` is added to the attention scores of rows of L
    tokens: (1, heads, L, L). `pool` makes a pooled vector (B, D) of hidden states (B, L, D), where the family has one.
    """

    words: "Embedding"
    positions: "Embedding"
    types: "Embedding | None"
    norm: "LayerNorm"
    blocks: tuple[Block, ...]
    heads: int
    project: "Linear | None" = None  # from the embeddings' width to the layers'
    padding: int | None = None
    bias: "Callable[[int], Tensor] | None" = None
    pool: "Callable[[Tensor], Tensor] | None" = None

    @property
    def room(self) -> int:
        """Tokens that it has positions for."""
        return self.positions.num_embeddings - (0 if self.padding is None else self.padding + 1)

    @property
    def tables(self) -> "tuple[Embedding, ...]":
        """All its tables of embeddings."""
        return (self.words, self.positions) + (() if self.types is None else (self.types,))

    @property
    def linears(self) -> "tuple[Linear, ...]":
        """All its matrices."""
        own = () if self.project is None else (self.project,)
        return own + tuple(linear for block in self.blocks for linear in block.linears)

    @property
    def norms(self) -> "tuple[LayerNorm, ...]":
        """All its norms."""
        return (self.norm, *(norm for block in self.blocks for norm in (block.attention_norm, block.output_norm)))
