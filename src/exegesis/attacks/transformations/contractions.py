"""Contractions are written out, and the other way round."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.transformations.base import Replacement, written_as

_SHORT = {
    "isn't": "is not", "aren't": "are not", "wasn't": "was not", "weren't": "were not", "don't": "do not",
    "doesn't": "does not", "didn't": "did not", "can't": "cannot", "couldn't": "could not", "won't": "will not",
    "wouldn't": "would not", "shouldn't": "should not", "haven't": "have not", "hasn't": "has not",
    "hadn't": "had not", "it's": "it is", "i'm": "I am", "you're": "you are", "we're": "we are",
    "they're": "they are", "i've": "I have", "you've": "you have", "we've": "we have", "they've": "they have",
    "i'll": "I will", "you'll": "you will", "he'll": "he will", "she'll": "she will", "we'll": "we will",
    "they'll": "they will", "that's": "that is", "there's": "there is", "what's": "what is", "let's": "let us",
}  # fmt: skip


@dataclass(frozen=True)
class Contraction(Replacement):
    """ "isn't" becomes "is not" (Ribeiro et al., CheckList, ACL 2020)."""

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """As the class says."""
        known = _SHORT.get(word.lower().replace("\u2019", "'"))
        return [] if known is None else [written_as(word, known)]


@dataclass(frozen=True)
class Number(Replacement):
    """A number becomes another as long, at most a fifth away (at least 1)."""

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """As the class says."""
        if not re.fullmatch(r"[1-9][0-9]{0,8}", word):
            return []
        value, reach = int(word), max(1, int(word) // 5)
        step = int(rng.integers(1, reach + 1)) * (1 if rng.random() < 0.5 else -1)
        other = value + step
        return [str(other)] if other > 0 and len(str(other)) == len(word) else [str(value + abs(step))]
