"""Masked language modelling on the training texts before fine-tuning (Gururangan et al. 2020, task-adaptive)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertForMaskedLM

from exegesis.training.batching import Rows, plan
from exegesis.training.devices import attention_for
from exegesis.training.tokens import TokenBatch, TokenStore
from recipes.loop import train
from recipes.sentiment.settings import Teacher

_SHARE = 0.15  # of the pieces are asked for; of these 80% are masked, 10% replaced at random, 10% left (BERT)


def adapted_encoder(
    folder: Path, store: TokenStore, mask_id: int, settings: Teacher, device: torch.device, seed: int
) -> dict[str, torch.Tensor]:
    """The encoder's weights after `settings.adapt_epochs` of guessing masked pieces of the stored texts."""
    model: Any = BertForMaskedLM.from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        use_safetensors=True,
        local_files_only=True,
    )
    model.to(device)
    loop = replace(settings, epochs=settings.adapt_epochs, lr=settings.adapt_lr, layer_decay=1.0, batch_texts=128)

    def planner(random: np.random.Generator) -> list[Rows]:
        return plan(store.lengths, loop.batch_texts, loop.batch_tokens, random)

    train(
        model,
        loop,
        planner,
        lambda working, rows: _loss(working, store.batch(rows), mask_id),
        lambda: "masked pieces",
        seed,
    )
    weights: dict[str, torch.Tensor] = model.bert.state_dict()
    return weights


def corrupted(batch: TokenBatch, mask_id: int, pieces: int) -> tuple[torch.Tensor, torch.Tensor]:
    """BERT's corruption: ids (B, L) to show, and where (B, L) the original piece is asked for."""
    inner = batch.mask & batch.mask.roll(-1, 1)  # not the last piece, [SEP]
    inner[:, 0] = inner[:, -1] = False
    dice = torch.rand(batch.ids.shape, device=batch.ids.device)
    asked = inner & (dice < _SHARE)
    shown = batch.ids.masked_fill(asked & (dice < 0.8 * _SHARE), mask_id)
    random = torch.randint_like(batch.ids, pieces)
    return torch.where(asked & (dice >= 0.9 * _SHARE), random, shown), asked


def _loss(model: Any, batch: TokenBatch, mask_id: int) -> torch.Tensor:
    shown, asked = corrupted(batch, mask_id, model.config.vocab_size)
    hidden = model.bert(input_ids=shown, attention_mask=batch.mask.long()).last_hidden_state
    return F.cross_entropy(model.cls(hidden[asked]).float(), batch.ids[asked])


def texts_once(variants: Sequence[tuple[str, ...]]) -> list[str]:
    """Of each text the form nearest to how people write."""
    return [forms[min(1, len(forms) - 1)] for forms in variants]
