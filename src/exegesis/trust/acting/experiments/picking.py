"""Explanations of some rows as SP-LIME's matrix, and the rows picked of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.summaries.pick import Weights, at_random, submodular
from exegesis.trust.simulated.choosing import PICKS
from exegesis.trust.simulated.explainers import WordExplainer, predicted
from exegesis.trust.simulated.greedy_words import GreedyWords
from exegesis.trust.simulated.lime_words import LimeWords


@dataclass(frozen=True)
class Showing:
    """What a person is shown: `count` explanations of at most `words` words each; LIME by `samples` masks.

    `pool`: so many texts are explained, and SP-LIME picks among them.
    """

    count: int = 10
    words: int = 10
    samples: int = 1000
    pool: int = 150

    def __post_init__(self) -> None:
        for name in ("count", "words", "pool"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} must be at least 1, not {getattr(self, name)}.")
        if self.samples < 2:
            raise InputError(f"samples must be at least 2, not {self.samples}.")
        if self.count > self.pool:
            raise InputError(f"cannot show {self.count} of a pool of {self.pool} texts; enlarge the pool.")

    def explainer(self, name: str) -> WordExplainer:
        """LIME (the paper's) or greedy removal."""
        if name == "lime":
            return LimeWords(self.words, self.samples)
        if name == "greedy":
            return GreedyWords(self.words)
        raise unknown("explainer", name, ("lime", "greedy"))

    def drawn(self, texts: int, rng: np.random.Generator) -> Integers:
        """The pool: numbers of texts, without replacement; `InputError` where there are too few."""
        if self.pool > texts:
            raise InputError(f"the pool of {self.pool} is larger than the {texts} texts there are; make it smaller.")
        return rng.permutation(texts)[: self.pool]


def explained(model: Any, rows: Any, explainer: WordExplainer, rng: np.random.Generator) -> Any:
    """CSR (rows, words): each row's explanation of the class that the model predicts."""
    return explainer(model, rows, predicted(model, rows), rng)


def picked(matrix: Any, pick: str, count: int, seed: int) -> tuple[int, ...]:
    """Numbers of the rows to show."""
    if pick not in PICKS:
        raise unknown("pick", pick, PICKS)
    given = Weights(matrix, tuple(map(str, range(matrix.shape[1]))))
    return submodular(given, count).rows if pick == "submodular" else at_random(given, count, seed).rows


def words_of(matrix: Any, row: int) -> Integers:
    """The words of one explanation, the weightiest first, ties by place."""
    span = slice(matrix.indptr[row], matrix.indptr[row + 1])
    order = np.argsort(-np.round(np.abs(matrix.data[span]), 9), kind="stable")
    found: Integers = matrix.indices[span][order].astype(np.int64)
    return found


def rng_of(seed: int, what: str) -> np.random.Generator:
    """The stream of one thing in one run."""
    return stream(seed, f"acting {what}")
