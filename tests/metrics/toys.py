"""Drives a measure's generator with toy functions in the place of an engine, a method and a model."""

from collections.abc import Callable
from typing import Any

import numpy as np

from exegesis.data.requests import Score, driven
from exegesis.metrics.base import Case, Finding, Metric
from exegesis.metrics.erasure import only_first
from exegesis.metrics.requests import (
    Blocks,
    OtherClass,
    Randomised,
    Repainted,
    RepaintedReply,
    Reseeded,
    Shaken,
    ShakenReply,
)

# An additive answer: what each unit adds to f when it is there.
WEIGHTS = np.array([4.0, -2.0, 1.0, 0.5, 0.0, 3.0, -1.0, 0.25])


def additive(masks: np.ndarray, weights: np.ndarray = WEIGHTS) -> np.ndarray:
    """f(masks) (B,): the sum of the weights of what is kept."""
    return masks @ weights


def case_of(scores: Any, **known: Any) -> Case:
    """A case of these scores; f(x) is 0 unless said."""
    return Case(np.asarray(scores, dtype=float), **{"value": 0.0, **known})


def drive(metric: Metric, case: Case, f: Callable[[np.ndarray], np.ndarray] = additive, **replies: Any) -> Finding:
    """What the measure finds when masks have the values f(masks).

    `again(seed)`, `shaken(neighbour, radius)` -> (scores, distance), `blocks`, `randomised(blocks)`, `other(index)`
    are what the other requests are answered with.
    """

    def answer(request: Any) -> Any:
        match request:
            case Score(masks):
                return np.asarray(f(masks), dtype=float).reshape(-1, 1)
            case Reseeded(seed):
                return np.asarray(replies["again"](seed), dtype=float)
            case Shaken(neighbour, radius):
                scores, distance = replies["shaken"](neighbour, radius)
                return ShakenReply(np.asarray(scores, dtype=float), distance)
            case Blocks():
                return replies["blocks"]
            case Randomised(blocks):
                return np.asarray(replies["randomised"](blocks), dtype=float)
            case Repainted(order, _, _, _, back):
                gone = only_first(np.array(order), range(len(order) + 1))
                values = np.asarray(f(gone if back else ~gone), dtype=float)
                return RepaintedReply(values, np.arange(len(order) + 1) / len(order), "grey")
            case OtherClass(index):
                return np.asarray(replies["other"](index), dtype=float)
        raise AssertionError(request)

    return driven(metric.steps(case), answer)
