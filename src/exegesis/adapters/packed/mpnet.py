"""MPNet: positions counted from the padding id, and a bias by distance that all layers add to their scores."""

from functools import partial
from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.parts import Block, Encoder

if TYPE_CHECKING:
    from torch import Tensor


def read(body: Any) -> Encoder:
    """The encoder inside an `MPNetModel`."""
    embeddings, encoder = body.embeddings, body.encoder
    return Encoder(
        words=embeddings.word_embeddings,
        positions=embeddings.position_embeddings,
        types=None,
        norm=embeddings.LayerNorm,
        blocks=tuple(_block(layer) for layer in encoder.layer),
        heads=body.config.num_attention_heads,
        padding=embeddings.padding_idx,
        bias=partial(_bias, encoder),
        pool=body.pooler,
    )


def _bias(encoder: Any, length: int) -> "Tensor":
    sized = encoder.relative_attention_bias.weight.new_empty(1, length, 0)  # only its size and device are read
    return encoder.compute_position_bias(sized)  # type: ignore[no-any-return]


def _block(layer: Any) -> Block:
    attention = layer.attention
    return Block(
        query=attention.attn.q,
        key=attention.attn.k,
        value=attention.attn.v,
        out=attention.attn.o,
        attention_norm=attention.LayerNorm,
        up=layer.intermediate.dense,
        activation=layer.intermediate.intermediate_act_fn,
        down=layer.output.dense,
        output_norm=layer.output.LayerNorm,
    )
