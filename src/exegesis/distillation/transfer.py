"""The transfer set: the texts a student learns on, and the teacher's answers to them."""

from collections.abc import Sequence
from copy import deepcopy
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


_ENDS = (40, 120)  # words of a review's start and end: the teacher's answer is to what is shown, so short is enough
_WHOLE_EVERY = 8  # of so many reviews one is shown whole too, so that long texts are met


def transfer_texts(examples: Sequence[Example], most: int, perturbed: float, seed: int) -> tuple[list[str], list[int]]:
    """Labelled sentences and reviews; then, unlabelled, `most` stretches of the reviews and perturbed copies of all."""
    random = np.random.default_rng([seed, 1])
    reviews = [e for e in examples if e.is_review]
    labelled = [(text, e.label) for e in examples if not e.is_review for text in e.variants]
    labelled += [(_ends(without_breaks(e.variants[0])), e.label) for e in reviews]
    labelled += [(e.variants[number % len(e.variants)], e.label) for number, e in enumerate(reviews[::_WHOLE_EVERY])]
    texts = [text for text, _ in labelled]
    stretches = sentences_and_runs((without_breaks(e.variants[0]) for e in reviews), random)
    texts += [stretches[number] for number in random.permutation(len(stretches))[:most]]
    chosen = random.permutation(len(texts))[: round(perturbed * len(texts))]
    texts += [without_words(texts[number], random) for number in chosen]
    return texts, [label for _, label in labelled] + [-1] * (len(texts) - len(labelled))


def _ends(text: str) -> str:
    words = text.split(" ")
    first, last = _ENDS
    return text if len(words) <= first + last else " ".join([*words[:first], *words[-last:]])


def labelled_by_teacher(
    teacher: nn.Module, folder: Path, texts: list[str], labels: list[int], max_length: int, device: torch.device
) -> Transfer:
    """The transfer set of the texts, answered once by the teacher with its own tokenizer, on the CPU in bfloat16."""
    store = encode(texts, load_tokenizer(folder, max_length), device)
    say(f"transfer set: {len(texts)} texts, {int(store.lengths.sum())} of the teacher's pieces")
    found = answers(deepcopy(teacher).to(torch.bfloat16) if device.type == "cpu" else teacher, store)
    say("the teacher has answered")
    return Transfer(texts, labels_of(labels, device), found)
