"""Fine-tune a pretrained encoder as a classifier: the teacher."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import BertForSequenceClassification

from exegesis.training.batching import Rows, plan
from exegesis.training.devices import attention_for
from exegesis.training.progress import say
from exegesis.training.tokens import TokenBatch, encode, load_tokenizer, piece_number
from recipes.loop import train
from recipes.losses import hard_labels, two_pass_kl
from recipes.sentiment.adaptation import adapted_encoder, texts_once
from recipes.sentiment.augmentation import masked_pieces
from recipes.sentiment.corpus import LABELS, Example
from recipes.sentiment.evaluation import Labelled, accuracies, in_words, labels_of
from recipes.sentiment.settings import Teacher


def load_classifier(folder: Path, device: torch.device) -> Any:
    """The BERT of a folder (safetensors only) with a two-class head, fresh where the folder has none; float32."""
    model: Any = BertForSequenceClassification.from_pretrained(
        folder,
        id2label=LABELS,
        label2id={name: number for number, name in LABELS.items()},
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        attention_probs_dropout_prob=0.0,  # with it attention takes the slow path, several times slower on a CPU
        use_safetensors=True,
        local_files_only=True,
    )
    return model.to(device).eval()


def label_sets(
    sets: Mapping[str, Sequence[Example]], folder: Path, max_length: int, device: torch.device
) -> dict[str, Labelled]:
    """Each set's texts (their first form) in the pieces of the folder's tokenizer."""
    tokenizer = load_tokenizer(folder, max_length)
    return {
        name: Labelled(
            encode([e.variants[0] for e in examples], tokenizer, device), labels_of([e.label for e in examples], device)
        )
        for name, examples in sets.items()
    }


def fine_tune(
    encoder: Path,
    examples: Sequence[Example],
    dev: Mapping[str, Sequence[Example]],
    settings: Teacher,
    device: torch.device,
    seed: int,
) -> Any:
    """The encoder fine-tuned on the examples; each epoch meets one form, drawn at random, of each review."""
    tokenizer = load_tokenizer(encoder, settings.max_length)
    store = encode([text for e in examples for text in e.variants], tokenizer, device)
    labels = labels_of([e.label for e in examples for _ in e.variants], device)
    forms = np.array([len(e.variants) for e in examples])
    is_review = np.array([e.is_review for e in examples])
    dev_sets = label_sets(dev, encoder, settings.max_length, device)
    model = load_classifier(encoder, device)
    mask_id = piece_number(tokenizer, "[MASK]")
    if settings.adapt_epochs:
        plain = encode(texts_once([e.variants for e in examples]), tokenizer, device)
        model.bert.load_state_dict(adapted_encoder(encoder, plain, mask_id, settings, device, seed), strict=False)
    model.get_input_embeddings().weight.requires_grad_(not settings.freeze_words)
    say(f"teacher: {len(examples)} examples in {len(store)} forms, {int(store.lengths.sum())} pieces")

    def loss_of(working: nn.Module, rows: Rows) -> torch.Tensor:
        places = torch.from_numpy(rows).to(device)
        return _loss(working, store.batch(rows), labels[places], settings, mask_id)

    def planner(random: np.random.Generator) -> list[Rows]:
        chosen = forms_of_an_epoch(forms, is_review, random)
        return [
            chosen[rows] for rows in plan(store.lengths[chosen], settings.batch_texts, settings.batch_tokens, random)
        ]

    train(model, settings, planner, loss_of, lambda: in_words(accuracies(model, dev_sets, mixed=True)), seed)
    return model


def forms_of_an_epoch(forms: Rows, is_review: NDArray[np.bool_], random: np.random.Generator) -> Rows:
    """Rows of texts stored example after example: one random form of each review, all forms of each sentence.

    `forms` (n,) counts each example's texts. Reviews are ten times longer, so the sentences' second form costs little.
    """
    starts = np.concatenate([[0], np.cumsum(forms)[:-1]])
    drawn = (starts + random.integers(forms))[is_review]
    of_sentences = np.flatnonzero(~np.repeat(is_review, forms))
    return np.concatenate([drawn, of_sentences]).astype(np.int64)


def _loss(model: nn.Module, batch: TokenBatch, labels: torch.Tensor, settings: Teacher, mask_id: int) -> torch.Tensor:
    batch = masked_pieces(batch, settings.mask_share, settings.mask_rate, mask_id)
    if settings.rdrop == 0:
        logits = model(input_ids=batch.ids, attention_mask=batch.mask.long()).logits
        return hard_labels(logits, labels)
    twice = TokenBatch(batch.ids.repeat(2, 1), batch.mask.repeat(2, 1))
    first, second = model(input_ids=twice.ids, attention_mask=twice.mask.long()).logits.chunk(2)
    hard = 0.5 * (hard_labels(first, labels) + hard_labels(second, labels))
    return hard + settings.rdrop * two_pass_kl(first, second)
