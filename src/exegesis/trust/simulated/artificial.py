"""Artificial words that tell more in training than they do in the world (LIME paper, section 5.4)."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, hstack

from exegesis.core.types import Integers
from exegesis.trust.simulated.documents import Documents

IN_TRAINING = (0.1, 0.2)  # share of the documents of class 0 and of class 1 that have the word
IN_TEST = (0.1, 0.1)


@dataclass(frozen=True)
class Spoiled:
    """Training documents where the artificial words betray the class, and test documents where they do not."""

    train: Documents
    test: Documents
    artificial: Integers  # (words,) their columns


def spoil(train: Documents, test: Documents, words: int, rng: np.random.Generator) -> Spoiled:
    """Put `words` artificial words into both, each on its own into so many documents of each class, by chance."""
    names = tuple(f"<artificial {number}>" for number in range(words))
    columns = np.arange(len(train.words), len(train.words) + words)
    return Spoiled(_with(train, names, IN_TRAINING, rng), _with(test, names, IN_TEST, rng), columns)


def _with(
    documents: Documents, names: tuple[str, ...], shares: tuple[float, float], rng: np.random.Generator
) -> Documents:
    added = np.zeros((len(documents), len(names)))
    for word in range(len(names)):
        for label, share in enumerate(shares):
            own = np.flatnonzero(documents.labels == label)
            added[rng.choice(own, int(share * len(own)), replace=False), word] = 1.0
    counts = csr_matrix(hstack([documents.counts, csr_matrix(added)], format="csr"))
    return replace(documents, counts=counts, words=documents.words + names)
