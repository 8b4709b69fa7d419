"""Students before training: which of the teacher's weights they start from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
)

LABELS = {0: "negative", 1: "positive"}

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


def distilbert_from_bert(
    teacher: Any, layers: Sequence[int], rows: Sequence[int], attention: str
) -> DistilBertForSequenceClassification:
    """A DistilBERT classifier with the teacher's `layers` and the `rows` of its word embeddings; its head is fresh.

    DistilBERT has no token types: the embedding of type 0, which every text of one part has, is folded into the
    positions, so a student with all layers and rows gives the teacher's own hidden states.
    """
    config = _distilbert_config(teacher.config, len(layers), len(rows))
    config._attn_implementation = attention
    student = DistilBertForSequenceClassification(config)
    copy_embeddings(student.distilbert.embeddings, teacher.bert.embeddings, rows)
    for target, source in zip(student.distilbert.transformer.layer, layers, strict=True):
        for mine, its in LAYER_PARTS.items():
            target.get_submodule(mine).load_state_dict(
                teacher.bert.encoder.layer[source].get_submodule(its).state_dict()
            )
    return student


def small_bert(
    teacher: Any, hidden: int, depth: int, rows: Sequence[int], attention: str
) -> BertForSequenceClassification:
    """A BERT classifier of `depth` layers of size `hidden`, fresh but for its word embeddings.

    Those are the `hidden` principal components of the teacher's rows, scaled to BERT's usual deviation of 0.02.
    """
    config = BertConfig(
        vocab_size=len(rows),
        hidden_size=hidden,
        num_hidden_layers=depth,
        num_attention_heads=max(1, hidden // 64),
        intermediate_size=4 * hidden,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        max_position_embeddings=teacher.config.max_position_embeddings,
        pad_token_id=0,
        id2label=LABELS,
        label2id={name: number for number, name in LABELS.items()},
    )
    config._attn_implementation = attention
    student = BertForSequenceClassification(config)
    words = teacher.bert.embeddings.word_embeddings.weight.detach().float().cpu()[list(rows)]
    with torch.no_grad():
        student.bert.embeddings.word_embeddings.weight.copy_(
            principal_components(words, hidden) * config.initializer_range
        )
    return student


def principal_components(words: torch.Tensor, size: int) -> torch.Tensor:
    """The first `size` principal components (n, size) of rows (n, D), with overall deviation 1."""
    centred = words - words.mean(0)
    _, directions = torch.linalg.eigh(centred.T @ centred)  # ascending
    reduced = centred @ directions[:, -size:].flip(-1)
    scaled: torch.Tensor = reduced / reduced.std()
    return scaled


def _distilbert_config(bert: BertConfig, depth: int, pieces: int) -> DistilBertConfig:
    return DistilBertConfig(
        vocab_size=pieces,
        dim=bert.hidden_size,
        n_layers=depth,
        n_heads=bert.num_attention_heads,
        hidden_dim=bert.intermediate_size,
        max_position_embeddings=bert.max_position_embeddings,
        activation=bert.hidden_act,
        dropout=0.0,  # the teacher's soft answers and the perturbed copies regularise enough, and dropout is slow
        attention_dropout=0.0,
        seq_classif_dropout=0.0,
        pad_token_id=0,
        id2label=LABELS,
        label2id={name: number for number, name in LABELS.items()},
    )


@torch.no_grad()
def copy_embeddings(target: Any, source: Any, rows: Sequence[int]) -> None:
    target.word_embeddings.weight.copy_(source.word_embeddings.weight[list(rows)])
    target.position_embeddings.weight.copy_(source.position_embeddings.weight + source.token_type_embeddings.weight[0])
    target.LayerNorm.load_state_dict(source.LayerNorm.state_dict())
