"""Posts as bags of words, as they came and cleaned, and which words are artefacts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers
from exegesis.data.labelled import Labelled
from exegesis.trust.acting.posts import Cleaner, said

RULE = (
    "a word is an artefact when, of the training texts that have it, at least {share:.0%} have it only in what "
    "cleaning takes away ({taken})"
)
TAKEN = "headers, quotes and footers"


@dataclass(frozen=True, eq=False)
class BagPart:
    """Some texts as they came and cleaned: CSR (texts, words) of 0 and 1. `spoken`: cleaning left something."""

    whole: Any
    cleaned: Any
    labels: Integers  # (texts,) 0 or 1
    spoken: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Bags:
    """Training and test texts over one vocabulary, that of the training texts as they came."""

    train: BagPart
    test: BagPart
    words: tuple[str, ...]
    classes: tuple[str, str]
    gone: Floats  # (words,) share of the training texts with the word that have it only in what cleaning takes away
    fingerprints: dict[str, str]
    taken: str

    def artefacts(self, share: float) -> NDArray[np.bool_]:
        """(words,) which words are artefacts by `RULE`."""
        if not 0 < share <= 1:
            raise InputError(f"the share that makes an artefact must be above 0 and at most 1, not {share}.")
        return self.gone >= share

    def rule(self, share: float) -> str:
        """The rule in words."""
        return RULE.format(share=share, taken=self.taken)


def bags(train: Labelled, test: Labelled, cleaner: Cleaner = said, taken: str = TAKEN) -> Bags:
    """From labelled texts; words as scikit-learn's `CountVectorizer` reads them (lower case, two letters or more).

    Raises `InputError` unless there are exactly two classes, the same in both parts, cleaning takes something away, and
    leaves some text.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    classes = _classes(train, test)
    reader = CountVectorizer(binary=True, dtype=np.float64)
    try:
        reader.fit(train.texts)
    except ValueError:
        raise InputError("the training texts hold no word at all: the vocabulary is empty.") from None
    parts = [_part(one, reader, cleaner, classes) for one in (train, test)]
    whole, cleaned = (np.asarray(one.sum(axis=0)).reshape(-1) for one in (parts[0].whole, parts[0].cleaned))
    if not (cleaned < whole).any():
        raise InputError(
            "cleaning takes nothing away from the training texts: these are no posts with headers; "
            "say with --strip-lines which lines do not belong to what a text says."
        )
    if not all(one.spoken.any() for one in parts):
        raise InputError("no text says anything once it is cleaned: --strip-lines takes all of it away.")
    prints = {"train": train.fingerprint(), "test": test.fingerprint()}
    words = tuple(reader.get_feature_names_out().tolist())
    return Bags(parts[0], parts[1], words, classes, 1.0 - cleaned / whole, prints, taken)


def _part(given: Labelled, reader: Any, cleaner: Cleaner, classes: tuple[str, str]) -> BagPart:
    texts = given.cleaned(cleaner).texts
    whole = reader.transform(given.texts)
    # What cleaning leaves of a text is part of it, so a word can only be lost.
    cleaned = reader.transform(texts).multiply(whole).tocsr()
    labels = np.array([classes.index(label) for label in given.labels], dtype=np.int64)
    return BagPart(whole, cleaned, labels, np.array([bool(text.strip()) for text in texts]))


def _classes(train: Labelled, test: Labelled) -> tuple[str, str]:
    if len(train.names) != 2:
        raise InputError(f"these experiments need exactly two classes; the training texts have {len(train.names)}.")
    strange = sorted(set(test.names) - set(train.names))
    if strange:
        raise InputError(f"the test texts have the label {strange[0]!r}, which no training text has.")
    return train.names[0], train.names[1]
