"""BERT and its kin, whose modules are named like its own: how their weights are read."""

from dataclasses import replace
from typing import Any

from exegesis.adapters.packed.parts import Block, Encoder


def read(body: Any) -> Encoder:
    """The encoder inside a `BertModel`, or inside another whose modules are named like its own."""
    embeddings = body.embeddings
    return Encoder(
        words=embeddings.word_embeddings,
        positions=embeddings.position_embeddings,
        types=embeddings.token_type_embeddings,
        norm=embeddings.LayerNorm,
        blocks=tuple(_block(layer) for layer in body.encoder.layer),
        heads=body.config.num_attention_heads,
        pool=getattr(body, "pooler", None),
    )


def _block(layer: Any) -> Block:
    attention = layer.attention
    return Block(
        query=attention.self.query,
        key=attention.self.key,
        value=attention.self.value,
        out=attention.output.dense,
        attention_norm=attention.output.LayerNorm,
        up=layer.intermediate.dense,
        activation=layer.intermediate.intermediate_act_fn,
        down=layer.output.dense,
        output_norm=layer.output.LayerNorm,
    )


def roberta(body: Any) -> Encoder:
    """The encoder inside a `RobertaModel` (XLM-RoBERTa, CamemBERT): positions are counted from the padding id."""
    return replace(read(body), padding=body.embeddings.padding_idx)


def electra(body: Any) -> Encoder:
    """The encoder inside an `ElectraModel`; the embeddings of small models are narrower than the layers."""
    return replace(read(body), project=getattr(body, "embeddings_project", None))
