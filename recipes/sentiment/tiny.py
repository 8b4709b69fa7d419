"""The tiny student before training: a small BERT of its own, with the teacher's word embeddings made narrower."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers import BertConfig, BertForSequenceClassification

from recipes.sentiment.corpus import LABELS


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
