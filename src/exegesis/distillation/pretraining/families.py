"""Masked language models in two halves, body and head, so that the head runs only where it is needed."""

from collections.abc import Callable
from typing import Any

import torch

from exegesis.core.errors import unknown

Head = Callable[[torch.Tensor], torch.Tensor]

_ROBERTA = ("roberta", "xlm-roberta", "camembert")
FAMILIES = ("bert", "distilbert", *_ROBERTA)


def head_of(model: Any) -> Head:
    """From hidden states (N, D) to logits (N, V); `InputError` for a family that is not known here."""
    kind = family(model)
    if kind == "bert":
        return model.cls  # type: ignore[no-any-return]
    if kind == "distilbert":
        return _distilbert(model)
    return model.lm_head  # type: ignore[no-any-return]


def family(model: Any) -> str:
    """The model's type, checked."""
    kind = str(model.config.model_type)
    if kind not in FAMILIES:
        raise unknown("family of teachers", kind, FAMILIES)
    return kind


def hidden_states(model: Any, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The last hidden states (B, L, D) of ids (B, L) under a mask (B, L) bool."""
    found: torch.Tensor = model.base_model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    return found


def layers_of(model: Any) -> Any:
    """The model's list of layers."""
    return model.base_model.transformer.layer if family(model) == "distilbert" else model.base_model.encoder.layer


def width(config: Any) -> int:
    """Size of the hidden states."""
    return int(config.dim if config.model_type == "distilbert" else config.hidden_size)


def longest(config: Any) -> int:
    """Pieces that the model reads: RoBERTa counts its positions from the padding's number on."""
    positions = int(config.max_position_embeddings)
    return positions - int(config.pad_token_id) - 1 if config.model_type in _ROBERTA else positions


def _distilbert(model: Any) -> Head:
    def head(hidden: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = model.vocab_projector(
            model.vocab_layer_norm(model.activation(model.vocab_transform(hidden)))
        )
        return logits

    return head
