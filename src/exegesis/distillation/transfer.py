"""The transfer set: the texts a student learns on, and the teacher's answers to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from exegesis.distillation.augmentation import without_words
from exegesis.distillation.corpus import Example, without_breaks
from exegesis.distillation.evaluation import Answers, answers, labels_of
from exegesis.distillation.progress import say
from exegesis.distillation.sentences import sentences_and_runs
from exegesis.distillation.tokens import encode, load_tokenizer


@dataclass(frozen=True)
class Transfer:
    """n texts; labels (n,) with -1 where there is none; the teacher's answers to them."""

    texts: list[str]
    labels: torch.Tensor
    answers: Answers


def transfer_texts(examples: Sequence[Example], perturbed: float, seed: int) -> tuple[list[str], list[int]]:
    """All forms of the examples with their labels; then, unlabelled, sentences of the reviews and perturbed copies."""
    random = np.random.default_rng([seed, 1])
    texts = [text for e in examples for text in e.variants]
    labels = [e.label for e in examples for _ in e.variants]
    texts += sentences_and_runs((without_breaks(e.variants[0]) for e in examples if e.is_review), random)
    chosen = random.permutation(len(texts))[: round(perturbed * len(texts))]
    texts += [without_words(texts[number], random) for number in chosen]
    return texts, labels + [-1] * (len(texts) - len(labels))


def labelled_by_teacher(
    teacher: nn.Module, folder: Path, texts: list[str], labels: list[int], max_length: int, device: torch.device
) -> Transfer:
    """The transfer set of the texts, answered once by the teacher with its own tokenizer."""
    store = encode(texts, load_tokenizer(folder, max_length), device)
    say(f"transfer set: {len(texts)} texts, {int(store.lengths.sum())} of the teacher's pieces")
    found = answers(teacher, store)
    say("the teacher has answered")
    return Transfer(texts, labels_of(labels, device), found)
