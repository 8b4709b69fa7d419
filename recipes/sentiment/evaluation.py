"""What a classifier answers on a stored set of texts, and how often that is right."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import nn

from exegesis.training.batching import plan
from exegesis.training.tokens import TokenStore
from recipes.loop import mixed_precision


class Answers(NamedTuple):
    """Of n texts: logits (n, C) float32; hidden (n, D) float16, the last hidden state at [CLS]."""

    logits: torch.Tensor
    hidden: torch.Tensor


class Labelled(NamedTuple):
    """Texts in pieces and their labels (n,) on the same device."""

    store: TokenStore
    labels: torch.Tensor


@torch.no_grad()  # not inference mode: training takes the answers as targets
def answers(model: nn.Module, store: TokenStore, batch_tokens: int = 32768) -> Answers:
    """The model's answers to every text of the store, in the store's order, in full precision."""
    found: list[tuple[torch.Tensor, torch.Tensor]] = []
    batches = plan(store.lengths, 1024, batch_tokens, None)
    for rows in batches:
        batch = store.batch(rows)
        output = model(input_ids=batch.ids, attention_mask=batch.mask.long(), output_hidden_states=True)
        found.append((output.logits.float(), output.hidden_states[-1][:, 0].half()))
    order = torch.cat([torch.from_numpy(rows) for rows in batches]).argsort().to(store.device)
    logits, hidden = (torch.cat(part)[order] for part in zip(*found, strict=True))
    return Answers(logits, hidden)


def accuracy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of texts whose highest logit (n, C) is at their label (n,)."""
    return float((logits.argmax(-1) == labels).float().mean())


def accuracies(model: nn.Module, sets: Mapping[str, Labelled], mixed: bool = False) -> dict[str, float]:
    """The model's accuracy on each set; `mixed` answers in the training's precision (faster, for progress lines)."""
    device = next(model.parameters()).device
    with mixed_precision(device) if mixed else torch.no_grad():
        return {name: accuracy(answers(model, one.store).logits, one.labels) for name, one in sets.items()}


def in_words(figures: Mapping[str, float]) -> str:
    """ "sst2_dev .915, ..." """
    return ", ".join(f"{name} {value:.4f}" for name, value in figures.items())


def labels_of(labels: Sequence[int], device: torch.device) -> torch.Tensor:
    """Labels as int64 (n,) on the device."""
    return torch.tensor(labels, dtype=torch.int64, device=device)
