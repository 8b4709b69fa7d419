"""Two forests that look equally good where the artificial words stand, and are not (LIME paper, section 5.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.trust.simulated.classifiers.word_forest import WordForest
from exegesis.trust.simulated.documents import Documents

SEARCHES = ("pool", "refit")
ALIKE = 0.001  # validation accuracies are at most so far apart
APART = 0.05  # test accuracies are at least so far apart
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Search:
    """How pairs are sought. "refit": two new forests at each try, as in the authors' code.

    "pool": `pool` trees are grown once, and a try draws two disjoint sets of them: a forest's trees are independent of
    one another given the data, so each is a forest as good as any, for a small part of the cost.
    `depth` None grows trees to their ends (the paper says nothing of depth, its code 5).
    """

    trees: int = 30
    depth: int | None = None
    kind: str = "pool"
    pool: int = 240
    tries: int = 3000

    def __post_init__(self) -> None:
        if self.trees < 1 or self.tries < 1 or (self.depth is not None and self.depth < 1):
            raise InputError("the forests need at least one tree, a depth of at least 1, and one try.")
        if self.kind == "pool" and self.pool < 2 * self.trees:
            raise InputError(f"the pool must hold at least {2 * self.trees} trees, two forests, not {self.pool}.")


@dataclass(frozen=True)
class ForestPair:
    """Two forests with their accuracies on the validation and on the test documents, and the try that found them."""

    forests: tuple[WordForest, WordForest]
    validation: tuple[float, float]
    test: tuple[float, float]
    tries: int


def find_pair(
    train: Documents, validation: Documents, test: Documents, search: Search, rng: np.random.Generator
) -> ForestPair | None:
    """The first pair that fulfils the conditions; None when no try does."""
    tries = _from_pool if search.kind == "pool" else _refitted
    sets = (validation, test)
    for number, (forests, answers) in enumerate(tries(train, sets, search, rng), 1):
        right = [[_accuracy(values, part) for values, part in zip(one, sets, strict=True)] for one in answers]
        if fits((right[0][0], right[1][0]), (right[0][1], right[1][1])):
            first, second = (WordForest(trees, search.depth) for trees in forests)
            return ForestPair((first, second), (right[0][0], right[1][0]), (right[0][1], right[1][1]), number)
    return None


def fits(validation: tuple[float, float], test: tuple[float, float]) -> bool:
    """Whether accuracies are alike on the validation documents and apart on the test documents."""
    return abs(validation[0] - validation[1]) <= ALIKE + _ROUNDING and abs(test[0] - test[1]) >= APART - _ROUNDING


_Try = tuple[list[list[Any]], list[list[Floats]]]  # trees of both forests; their answers to both sets


def _from_pool(
    train: Documents, sets: tuple[Documents, ...], search: Search, rng: np.random.Generator
) -> Iterator[_Try]:
    forest = _grown(train, search, search.pool, rng)
    trees = [one.tree_ for one in forest.estimators_]
    by_tree = [np.array([WordForest([tree]).predict_proba(part.counts)[:, 1] for tree in trees]) for part in sets]
    for _ in range(search.tries):
        drawn = rng.permutation(search.pool)
        chosen = (drawn[: search.trees], drawn[search.trees : 2 * search.trees])
        answers = [[values[own].mean(axis=0) for values in by_tree] for own in chosen]
        yield [[trees[place] for place in own] for own in chosen], answers


def _refitted(
    train: Documents, sets: tuple[Documents, ...], search: Search, rng: np.random.Generator
) -> Iterator[_Try]:
    for _ in range(search.tries):
        forests = [_grown(train, search, search.trees, rng) for _ in range(2)]
        yield (
            [[one.tree_ for one in forest.estimators_] for forest in forests],
            [[forest.predict_proba(part.counts)[:, 1] for part in sets] for forest in forests],
        )


def _grown(train: Documents, search: Search, trees: int, rng: np.random.Generator) -> Any:
    seed = int(rng.integers(2**31))
    forest = RandomForestClassifier(trees, max_depth=search.depth, random_state=seed)
    return forest.fit(train.counts, train.labels)


def _accuracy(positive: Floats, documents: Documents) -> float:
    return float(np.mean((positive > 0.5) == documents.labels))
