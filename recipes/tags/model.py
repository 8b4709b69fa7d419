"""The tagger before training: a few narrow layers of the encoder, and a fresh head."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer, BertForTokenClassification

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.distributions import answers
from exegesis.distillation.task.fewer_pieces import with_fewer_pieces
from exegesis.distillation.task.thinning import thinned
from exegesis.training.devices import attention_for
from recipes.tags.corpus import TaggedSentence
from recipes.tags.narrowing import narrowed
from recipes.tags.rows import in_pieces
from recipes.tags.settings import Tags

_WEIGHED = 1000  # sentences that say which feed-forward units matter


def start_model(
    encoder: Path, labels: Sequence[str], sentences: Sequence[TaggedSentence], settings: Tags, device: torch.device
) -> TransformerModel:
    """Some of the encoder's layers, narrowed, with the pieces that the sentences use most and a head for `labels`."""
    thin = thinned(headed(encoder, labels, settings.hidden_dropout, device), settings.layers)
    rows = [one.stretch() for one in in_pieces(thin, sentences[:_WEIGHED])]

    def read(model: Any) -> None:
        answers(TransformerModel(model, thin.tokenizer, name=thin.name), rows)

    narrow = TransformerModel(narrowed(thin.model, settings.inner, read), thin.tokenizer, name="tags")
    return with_fewer_pieces(narrow, [one.text for one in sentences], settings.pieces)


def headed(encoder: Path, labels: Sequence[str], dropout: float, device: torch.device) -> TransformerModel:
    """The whole encoder with a fresh head for the labels; `dropout` is of hidden states."""
    model: Any = BertForTokenClassification.from_pretrained(
        encoder,
        id2label=dict(enumerate(labels)),
        label2id={name: number for number, name in enumerate(labels)},
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,  # with it attention takes the slow path, several times slower on a CPU
        use_safetensors=True,
        local_files_only=True,
    )
    tokenizer = AutoTokenizer.from_pretrained(encoder, use_fast=True, local_files_only=True)
    return TransformerModel(model.to(device).eval(), tokenizer, name="encoder")
