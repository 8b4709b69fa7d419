"""The encoder over a packed batch: hidden states at every token, or at the lines that the head reads."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.arithmetic import Arithmetic, form_of, normed
from exegesis.adapters.packed.attention import Attended
from exegesis.adapters.packed.batch import PackedBatch
from exegesis.adapters.packed.parts import Block, Encoder

if TYPE_CHECKING:
    from torch import Tensor


def encode(
    encoder: Encoder,
    arithmetic: Arithmetic,
    batch: PackedBatch,
    places: "Tensor | None" = None,
    words: "Tensor | None" = None,
) -> "Tensor":
    """Hidden states after the last layer: (T, D), or (B P, D) at `places` (B, P) of each row of the batch.

    Places spare the last layer all other queries and its feed-forward part. `words` (T, E) stands in for what the
    word embeddings give, on the way to gradients.
    """
    x = embed(encoder, arithmetic, batch, words)
    bias = None if encoder.bias is None else cache(encoder.bias)  # the same for all layers
    for block in encoder.blocks[:-1]:
        x = _run(block, arithmetic, x, _Seen(batch, encoder.heads, bias))
    return _run(encoder.blocks[-1], arithmetic, x, _Seen(batch, encoder.heads, bias, places))


def each_layer(
    encoder: Encoder, arithmetic: Arithmetic, batch: PackedBatch
) -> "Iterator[tuple[Tensor | None, Tensor]]":
    """What the heads of each layer give, and its hidden states, (T, D) both; None and the embeddings first."""
    x = embed(encoder, arithmetic, batch)
    yield None, x
    bias = None if encoder.bias is None else cache(encoder.bias)
    for block in encoder.blocks:
        heads: list[Tensor] = []
        x = _run(block, arithmetic, x, _Seen(batch, encoder.heads, bias), heads)
        yield heads[0], x


def embed(encoder: Encoder, arithmetic: Arithmetic, batch: PackedBatch, words: "Tensor | None" = None) -> "Tensor":
    """What enters the first layer: (T, D)."""
    x = encoder.words(batch.ids) if words is None else words
    if encoder.types is not None:
        x = x + encoder.types(batch.types)
    x = normed(x + encoder.positions(batch.positions), encoder.norm)
    return x if encoder.project is None else arithmetic.project(x, [encoder.project])[0].float()


class _Seen:
    """What all tokens of a layer see: which rows there are, and where queries are asked."""

    def __init__(
        self,
        batch: PackedBatch,
        heads: int,
        bias: "Callable[[int], Tensor] | None",
        places: "Tensor | None" = None,
    ) -> None:
        self.batch, self.heads, self.bias, self.places = batch, heads, bias, places

    def chosen(self, x: "Tensor") -> "Tensor":
        """The lines of x (T, D) where queries are asked."""
        if self.places is None:
            return x
        return x.index_select(0, (self.batch.starts[:, None] + self.places).reshape(-1))

    def attended(self, query: "Tensor", key: "Tensor", value: "Tensor") -> Attended:
        return Attended(query, key, value, self.heads, self.batch.groups, self.places, self.bias)


def _run(
    block: Block, arithmetic: Arithmetic, x: "Tensor", seen: _Seen, heads: "list[Tensor] | None" = None
) -> "Tensor":
    """The layer's hidden states; what its heads give is put into `heads`."""
    residual = seen.chosen(x)
    if seen.places is None:
        query, key, value = arithmetic.project(x, (block.query, block.key, block.value))
    else:
        (query,) = arithmetic.project(residual, (block.query,))
        key, value = arithmetic.project(x, (block.key, block.value))
    context = arithmetic.attend(seen.attended(query, key, value))
    if heads is not None:
        heads.append(context)
    x = normed(arithmetic.added(context, block.out, residual), block.attention_norm)
    inner = arithmetic.activated(x, block.up, form_of(block.activation) or "")
    return normed(arithmetic.added(inner, block.down, x), block.output_norm)


def with_head(model: Any, encoder: Encoder, hidden: "Tensor") -> Any:
    """The output of the model where its body gives `hidden` (B, P, D): the class's own forward, run by a stand-in."""
    from transformers.modeling_outputs import BaseModelOutputWithPooling

    pooled = None if encoder.pool is None else encoder.pool(hidden)
    done = BaseModelOutputWithPooling(last_hidden_state=hidden, pooler_output=pooled)
    return type(model).forward(_StandIn(model, done), return_dict=True)


class _StandIn:
    """The model, with a body whose work is done. The model itself is not touched, so other threads see nothing."""

    def __init__(self, model: Any, done: Any) -> None:
        self._model = model
        setattr(self, model.base_model_prefix, lambda *_inputs, **_options: done)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)
