"""DistilBERT: no token types, no pooled vector, and names of its own."""

from typing import Any

from exegesis.adapters.packed.parts import Block, Encoder


def read(body: Any) -> Encoder:
    """The encoder inside a `DistilBertModel`."""
    embeddings = body.embeddings
    return Encoder(
        words=embeddings.word_embeddings,
        positions=embeddings.position_embeddings,
        types=None,
        norm=embeddings.LayerNorm,
        blocks=tuple(_block(layer) for layer in body.transformer.layer),
        heads=body.config.n_heads,
    )


def _block(layer: Any) -> Block:
    return Block(
        query=layer.attention.q_lin,
        key=layer.attention.k_lin,
        value=layer.attention.v_lin,
        out=layer.attention.out_lin,
        attention_norm=layer.sa_layer_norm,
        up=layer.ffn.lin1,
        activation=layer.ffn.activation,
        down=layer.ffn.lin2,
        output_norm=layer.output_layer_norm,
    )
