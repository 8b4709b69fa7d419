"""Train a student on a transfer set."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from exegesis.distillation.batching import Rows, plan
from exegesis.distillation.corpus import Example
from exegesis.distillation.evaluation import accuracies, in_words
from exegesis.distillation.fine_tuning import label_sets
from exegesis.distillation.loop import train
from exegesis.distillation.losses import cosine_distance, hard_labels, softened_kl
from exegesis.distillation.progress import say
from exegesis.distillation.settings import Student
from exegesis.distillation.tokens import TokenStore, encode, load_tokenizer
from exegesis.distillation.transfer import Transfer


def distil(
    student: nn.Module,
    tokenizer_folder: Path,
    transfer: Transfer,
    dev: Mapping[str, Sequence[Example]],
    settings: Student,
    device: torch.device,
    seed: int,
) -> None:
    """Train the student in place on the transfer set, in the pieces of its own tokenizer."""
    store = encode(transfer.texts, load_tokenizer(tokenizer_folder, settings.max_length), device)
    dev_sets = label_sets(dev, tokenizer_folder, settings.max_length, device)
    say(f"student: {len(store)} texts, {int(store.lengths.sum())} of the student's pieces")

    def planner(random: np.random.Generator) -> list[Rows]:
        return plan(store.lengths, settings.batch_texts, settings.batch_tokens, random)

    def loss_of(working: nn.Module, rows: Rows) -> torch.Tensor:
        return _loss(working, store, transfer, rows, settings)

    train(student, settings, planner, loss_of, lambda: in_words(accuracies(student, dev_sets, mixed=True)), seed)


def _loss(student: nn.Module, store: TokenStore, transfer: Transfer, rows: Rows, settings: Student) -> torch.Tensor:
    """kl * softened KL + hard * cross-entropy + cosine * distance of the last hidden states at [CLS]."""
    batch = store.batch(rows)
    places = torch.from_numpy(rows).to(store.device)
    output = student(input_ids=batch.ids, attention_mask=batch.mask.long(), output_hidden_states=settings.cosine > 0)
    loss = settings.kl * softened_kl(output.logits, transfer.answers.logits[places], settings.temperature)
    loss = loss + settings.hard * hard_labels(output.logits, transfer.labels[places])
    if settings.cosine > 0:
        loss = loss + settings.cosine * cosine_distance(output.hidden_states[-1][:, 0], transfer.answers.hidden[places])
    return loss
