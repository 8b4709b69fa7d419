"""The labels: pairs of a part of speech and a relation, such as NOUN|nsubj, so that one head gives both.

A relation follows much from the part of speech, and the other way round; a pair is one label, and each of the two is
read off as a sum over pairs. What is too rare for a label of its own is labelled NOUN|dep, by UD's own name for a
relation that is left unspecified.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats
from exegesis.distillation.task.distributions import Logits
from recipes.tags.corpus import TaggedSentence, TaggedWord

SIGN = "|"
UNSPECIFIED = "dep"


def pair(upos: str, relation: str) -> str:
    """ "NOUN|nsubj" """
    return f"{upos}{SIGN}{relation}"


def choose(sentences: Iterable[TaggedSentence], least: int) -> tuple[str, ...]:
    """The labels, sorted: the pairs used at least so often, and for each part of speech its unspecified one."""
    words = [word for one in sentences for word in one.words]
    uses = Counter(pair(word.upos, word.relation) for word in words)
    often = {name for name, count in uses.items() if count >= least}
    return tuple(sorted(often | {pair(word.upos, UNSPECIFIED) for word in words}))


def label_of(word: TaggedWord, numbers: Mapping[str, int]) -> int:
    """The number of the word's label; -1 for a part of speech that there is none for."""
    unspecified = numbers.get(pair(word.upos, UNSPECIFIED), -1)
    return numbers.get(pair(word.upos, word.relation), unspecified)


def parts(labels: Sequence[str], place: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The parts of speech (`place` 0) or relations (1), sorted, and the number (C,) of each label's own among them."""
    own = [label.split(SIGN)[place] for label in labels]
    names = tuple(sorted(set(own)))
    return names, np.array([names.index(name) for name in own])


def summed(logits: Logits | Floats, belongs: NDArray[np.int64]) -> Floats:
    """Probabilities (n, K) of parts from the logits (n, C) of pairs, of which each `belongs` (C,) to one part."""
    chances = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances /= chances.sum(axis=-1, keepdims=True)
    sums: Floats = chances @ np.eye(int(belongs.max()) + 1)[belongs]
    return sums
