"""Bags of words with known weights, and the smallest change by going through all of them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

import exegesis
from exegesis.counterfactuals.search import CounterfactualSearch, SearchOutcome
from exegesis.counterfactuals.space import Alternative, Edits, Space
from exegesis.counterfactuals.trials import EditTrial, Reply
from exegesis.data.requests import driven

WEIGHTS = {"good": 2.0, "great": 3.0, "bad": -2.0, "dull": -1.5, "not": -2.5, "fine": 1.0}
FOUR = "good great fine bad film"  # 4 points: nothing but "great" with one of the others turns it, or more


def bag(weights: Mapping[str, float] = WEIGHTS, bias: float = 0.0) -> Any:
    """Texts whose words' weights add up to the log-odds of "good"."""

    def answer(texts: list[str]) -> Any:
        sums = np.array([bias + sum(weights.get(word, 0.0) for word in text.split()) for text in texts])
        good = 1 / (1 + np.exp(-sums))
        return np.stack([1 - good, good], axis=1)

    return exegesis.load(answer, labels=["bad", "good"], name="bag")


class Toy:
    """A function of a set of edits, asked as a model is, within a budget."""

    def __init__(self, margin: Callable[[Edits], float], budget: int) -> None:
        self.margin, self.left = margin, budget
        self.asked: list[Edits] = []

    def __call__(self, trial: EditTrial) -> Reply:
        some = trial.candidates[: self.left]
        self.left -= len(some)
        self.asked += some
        return Reply(tuple(map(self.margin, some)), self.left)


def searched(
    margin: Callable[[Edits], float], space: Space, budget: int = 10**6, seed: int = 0, count: int = 1
) -> tuple[SearchOutcome, Toy]:
    toy = Toy(margin, budget)
    steps = CounterfactualSearch(count=count).steps(space, np.random.default_rng(seed), margin(()), budget)
    return driven(steps, toy), toy


def removals(n: int, most: int | None = None, order: Sequence[int] | None = None) -> Space:
    """n units that can be taken away."""
    gone = tuple((Alternative("", "delete"),) for _ in range(n))
    return Space(gone, tuple(range(n) if order is None else order), n if most is None else most)


def linear(weights: Sequence[float], bias: float) -> Callable[[Edits], float]:
    """The margin where the units that are there support the answer by these weights."""

    def margin(edits: Edits) -> float:
        gone = {edit.unit for edit in edits}
        return -(bias + sum(weight for unit, weight in enumerate(weights) if unit not in gone))

    return margin


def fewest(margin: Callable[[Edits], float], space: Space) -> int | None:
    """How many edits it takes at least, by all subsets; None where none does."""
    found = [len(edits) for edits in space.every(lambda edit: True) if margin(edits) > 0]
    return min(found, default=None)


def is_minimal(margin: Callable[[Edits], float], edits: Edits) -> bool:
    """Whether the change works and no proper part of it does."""
    parts = (part for size in range(len(edits)) for part in combinations(edits, size))
    return margin(edits) > 0 and not any(margin(part) > 0 for part in parts)
