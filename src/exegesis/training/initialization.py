"""Students before training: which of the teacher's weights they start from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import DistilBertConfig

# The matrices of one layer: DistilBERT's name, BERT's name.
LAYER_PARTS = {
    "attention.q_lin": "attention.self.query",
    "attention.k_lin": "attention.self.key",
    "attention.v_lin": "attention.self.value",
    "attention.out_lin": "attention.output.dense",
    "sa_layer_norm": "attention.output.LayerNorm",
    "ffn.lin1": "intermediate.dense",
    "ffn.lin2": "output.dense",
    "output_layer_norm": "output.LayerNorm",
}


def spread_layers(teacher: int, student: int) -> tuple[int, ...]:
    """The teacher's layers a student starts from: round(linspace(0, teacher - 1, student)); 0 2 4 7 9 11 of 12."""
    return tuple(int(layer) for layer in np.linspace(0, teacher - 1, student).round())


def distilbert_from_bert(teacher: Any, layers: Sequence[int], rows: Sequence[int], attention: str) -> Any:
    """A DistilBERT with the teacher's `layers`, the `rows` of its word embeddings, and its head.

    DistilBERT has no token types: the embedding of type 0, which every text of one part has, is folded into the
    positions, so a student with all layers and rows gives the teacher's own hidden states. DistilBERT's classifier of
    texts has no pooler and another activation: that head is fresh.
    """
    import transformers

    config = _distilbert_config(teacher.config, len(layers), rows)
    config._attn_implementation = attention
    student: Any = getattr(transformers, f"Distil{type(teacher).__name__}")(config)
    copy_embeddings(student.distilbert.embeddings, teacher.bert.embeddings, rows)
    for target, source in zip(student.distilbert.transformer.layer, layers, strict=True):
        for mine, its in LAYER_PARTS.items():
            target.get_submodule(mine).load_state_dict(
                teacher.bert.encoder.layer[source].get_submodule(its).state_dict()
            )
    for head in ("qa_outputs", "classifier") if not hasattr(student, "pre_classifier") else ():
        if hasattr(teacher, head):
            getattr(student, head).load_state_dict(getattr(teacher, head).state_dict())
    return student


def _distilbert_config(bert: Any, depth: int, rows: Sequence[int]) -> DistilBertConfig:
    return DistilBertConfig(
        vocab_size=len(rows),
        dim=bert.hidden_size,
        n_layers=depth,
        n_heads=bert.num_attention_heads,
        hidden_dim=bert.intermediate_size,
        max_position_embeddings=bert.max_position_embeddings,
        activation=bert.hidden_act,
        dropout=0.0,  # the teacher's soft answers and the perturbed copies regularise enough, and dropout is slow
        attention_dropout=0.0,
        seq_classif_dropout=0.0,
        qa_dropout=0.0,
        pad_token_id=list(rows).index(bert.pad_token_id or 0),
        id2label=dict(bert.id2label),
        label2id=dict(bert.label2id),
    )


@torch.no_grad()
def copy_embeddings(target: Any, source: Any, rows: Sequence[int]) -> None:
    target.word_embeddings.weight.copy_(source.word_embeddings.weight[list(rows)])
    target.position_embeddings.weight.copy_(source.position_embeddings.weight + source.token_type_embeddings.weight[0])
    target.LayerNorm.load_state_dict(source.LayerNorm.state_dict())
