"""ALBERT: narrow embeddings, and layers that share their weights by groups, so the same block runs several times."""

from functools import partial
from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.parts import Block, Encoder

if TYPE_CHECKING:
    from torch import Tensor


def read(body: Any) -> Encoder:
    """The encoder inside an `AlbertModel`."""
    embeddings, encoder, config = body.embeddings, body.encoder, body.config

    # Which group is run when, as `AlbertTransformer` works it out.
    groups = [int(i / (config.num_hidden_layers / config.num_hidden_groups)) for i in range(config.num_hidden_layers)]
    blocks = [[_block(layer) for layer in group.albert_layers] for group in encoder.albert_layer_groups]
    return Encoder(
        words=embeddings.word_embeddings,
        positions=embeddings.position_embeddings,
        types=embeddings.token_type_embeddings,
        norm=embeddings.LayerNorm,
        blocks=tuple(block for group in groups for block in blocks[group]),
        heads=config.num_attention_heads,
        project=encoder.embedding_hidden_mapping_in,
        pool=None if body.pooler is None else partial(_pooled, body),
    )


def _pooled(body: Any, hidden: "Tensor") -> "Tensor":
    return body.pooler_activation(body.pooler(hidden[:, 0]))  # type: ignore[no-any-return]


def _block(layer: Any) -> Block:
    attention = layer.attention
    return Block(
        query=attention.query,
        key=attention.key,
        value=attention.value,
        out=attention.dense,
        attention_norm=attention.LayerNorm,
        up=layer.ffn,
        activation=layer.activation,
        down=layer.ffn_output,
        output_norm=layer.full_layer_layer_norm,
    )
