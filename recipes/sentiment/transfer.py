"""The texts that the sentiment students learn on."""

from collections.abc import Sequence

import numpy as np

from exegesis.distillation.task.examples import TextExample
from recipes.detokenizer import without_breaks
from recipes.sentences import sentences_and_runs
from recipes.sentiment.augmentation import without_words
from recipes.sentiment.corpus import LABELS, Example

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


def transfer_examples(examples: Sequence[Example], most: int, perturbed: float, seed: int) -> list[TextExample]:
    """The same as examples of a task."""
    pairs = zip(*transfer_texts(examples, most, perturbed, seed), strict=True)
    return [
        TextExample((text,), LABELS.get(label), f"transfer text {number}")
        for number, (text, label) in enumerate(pairs, 1)
    ]
