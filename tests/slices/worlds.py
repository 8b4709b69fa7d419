"""Rows made so that it is known where a model fails: words, columns, and a planted slice of more errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.data.outcomes import Outcomes

CLASSES = ("negative", "positive")
WORDS = tuple(f"w{number}" for number in range(120))


@dataclass(frozen=True, eq=False)
class World:
    """Texts with other columns and answers; `planted`: (n,) the rows that fail more often."""

    texts: tuple[str, ...]
    columns: dict[str, list[object]]
    outcomes: Outcomes
    planted: NDArray[np.bool_]


def world(seed: int, rows: int = 2000, *, usual: float = 0.1, inside: float = 0.1) -> World:
    """Rows of which those of genre "b" and class "positive" are wrong with chance `inside`, others with `usual`."""
    rng = np.random.default_rng(seed)
    often = 1 / np.arange(1, len(WORDS) + 1)
    texts = [" ".join(rng.choice(WORDS, int(rng.integers(4, 20)), p=often / often.sum())) for _ in range(rows)]
    genres, ages = rng.choice(list("abcd"), rows), rng.integers(18, 80, rows)
    labels = rng.integers(0, 2, rows)
    planted = (genres == "b") & (labels == 1)
    wrong = rng.random(rows) < np.where(planted, inside, usual)
    columns: dict[str, list[object]] = {"genre": genres.tolist(), "age": ages.tolist()}
    return World(tuple(texts), columns, answered(labels, wrong, rng.uniform(0.6, 1.0, rows)), planted)


def answered(labels: NDArray[np.int64], wrong: NDArray[np.bool_], confidence: NDArray[np.float64]) -> Outcomes:
    """Outcomes of two classes that are wrong where it is said, as sure as it is said."""
    answers = np.where(wrong, 1 - labels, labels)
    probabilities = np.empty((len(labels), 2))
    probabilities[np.arange(len(labels)), answers] = confidence
    probabilities[np.arange(len(labels)), 1 - answers] = 1 - confidence
    return Outcomes(CLASSES, labels, probabilities)
