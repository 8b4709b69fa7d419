"""The student before training: the teacher's shape with fewer layers, started from chosen ones (Sanh et al. 2019)."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from torch import nn

from exegesis.core.errors import InputError
from exegesis.distillation.pretraining.families import family, layers_of
from exegesis.distillation.pretraining.settings import Pretraining
from exegesis.training.initialization import LAYER_PARTS, copy_embeddings, spread_layers


def chosen_layers(teacher: Any, settings: Pretraining) -> tuple[int, ...]:
    """The teacher's layers that the student starts from; `InputError` for one that it has not."""
    depth = len(layers_of(teacher))
    layers = settings.layers or spread_layers(depth, settings.depth or max(1, depth // 2))
    if not all(0 <= layer < depth for layer in layers):
        raise InputError(f"layers {','.join(map(str, layers))}: the teacher has layers 0 to {depth - 1}.")
    if len(layers) > depth:
        raise InputError(f"{len(layers)} layers for the student, but the teacher has only {depth}.")
    if settings.layers and settings.depth not in (0, len(layers)):
        raise InputError(f"{len(layers)} layers were named, but a depth of {settings.depth} was given; give one.")
    return tuple(layers)


def start_student(teacher: Any, layers: Sequence[int], dropout: float, random_start: bool = False) -> Any:
    """A student with the teacher's `layers`, embeddings and head, in training's float32.

    Of a BERT it is a DistilBERT: no pooler, no token types; the embedding of type 0 is folded into the positions
    (which the published code leaves out), so that with all layers it gives the teacher's own hidden states and logits.
    Of a RoBERTa or a DistilBERT it is the same with fewer layers, as DistilRoBERTa is.
    """
    with torch.random.fork_rng(devices=[]):
        bert = family(teacher) == "bert"
        student = _fresh_distilbert(teacher, len(layers), dropout) if bert else _fresh_same(teacher, layers, dropout)
    if not random_start:
        if bert:
            _from_bert(student, teacher, layers)
        else:
            _from_same(student, teacher, layers)
    return student


def freeze_positions(student: nn.Module) -> None:
    """Leave the position embeddings as they are, as the published command line does."""
    for name, parameter in student.named_parameters():
        if name.endswith("position_embeddings.weight"):
            parameter.requires_grad_(False)


def distilbert_config(teacher: Any, depth: int, dropout: float) -> Any:
    """DistilBERT's configuration in the shape of a BERT's, with `depth` layers."""
    from transformers import DistilBertConfig

    return DistilBertConfig(
        vocab_size=teacher.vocab_size,
        dim=teacher.hidden_size,
        n_layers=depth,
        n_heads=teacher.num_attention_heads,
        hidden_dim=teacher.intermediate_size,
        max_position_embeddings=teacher.max_position_embeddings,
        activation=teacher.hidden_act,
        dropout=dropout,
        attention_dropout=dropout,
        initializer_range=teacher.initializer_range,
        pad_token_id=teacher.pad_token_id,
        tie_word_embeddings=teacher.tie_word_embeddings,
    )


def _fresh_distilbert(teacher: Any, depth: int, dropout: float) -> Any:
    from transformers import DistilBertForMaskedLM

    config = distilbert_config(teacher.config, depth, dropout)
    config._attn_implementation = teacher.config._attn_implementation
    return DistilBertForMaskedLM(config)


def _fresh_same(teacher: Any, layers: Sequence[int], dropout: float) -> Any:
    config = deepcopy(teacher.config)
    if family(teacher) == "distilbert":
        config.n_layers, config.dropout, config.attention_dropout = len(layers), dropout, dropout
    else:
        config.num_hidden_layers = len(layers)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
    return type(teacher)(config)


@torch.no_grad()
def _from_bert(student: Any, teacher: Any, layers: Sequence[int]) -> None:
    copy_embeddings(student.distilbert.embeddings, teacher.bert.embeddings, range(teacher.config.vocab_size))
    for target, source in zip(layers_of(student), layers, strict=True):
        for mine, its in LAYER_PARTS.items():
            target.get_submodule(mine).load_state_dict(layers_of(teacher)[source].get_submodule(its).state_dict())
    head = teacher.cls.predictions
    student.vocab_transform.load_state_dict(head.transform.dense.state_dict())
    student.vocab_layer_norm.load_state_dict(head.transform.LayerNorm.state_dict())
    student.vocab_projector.weight.copy_(head.decoder.weight)
    student.vocab_projector.bias.copy_(head.decoder.bias)


def _from_same(student: Any, teacher: Any, layers: Sequence[int]) -> None:
    for target, source in zip(layers_of(student), layers, strict=True):
        target.load_state_dict(layers_of(teacher)[source].state_dict())
    inside = {id(parameter) for parameter in layers_of(student).parameters()}
    its = dict(teacher.named_parameters())
    with torch.no_grad():
        for name, parameter in student.named_parameters():
            if id(parameter) not in inside:
                parameter.copy_(its[name])
