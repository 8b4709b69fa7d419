"""How far, and how fast, the scores move when the embeddings move a little."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.metrics.base import LOWER, OF_TARGET, Case, Finding, Metric, Steps, Undefined
from exegesis.metrics.requests import Ask, Shaken, ShakenReply


class Moves(NamedTuple):
    """How far scores and inputs moved, one number a neighbour, and the length of the unmoved scores."""

    scores: Floats  # (samples,)
    inputs: Floats  # (samples,)
    length: float


def moves(case: Case, samples: int, radius: float) -> Generator[Ask, Any, Moves]:
    """The explanation of the input itself, then of each neighbour."""
    if samples < 1 or not radius > 0:
        raise InputError(f"samples must be at least 1 and radius above 0, not {samples} and {radius}.")
    # The unmoved one is made in the same way, so that what differs is the move alone.
    own: ShakenReply = yield Shaken(0, 0.0)
    length = float(np.linalg.norm(own.scores))
    if length == 0:
        raise Undefined("all scores are 0")
    far, near = [], []
    for neighbour in range(1, samples + 1):
        reply: ShakenReply = yield Shaken(neighbour, radius)
        far.append(float(np.linalg.norm(reply.scores - own.scores)))
        near.append(reply.distance)
    return Moves(np.array(far), np.array(near), length)


@dataclass(frozen=True, kw_only=True)
class MaxSensitivity(Metric):
    """Largest |Phi(x + r) - Phi(x)| / |Phi(x)| over random moves r of the embeddings (Euclidean lengths of the scores).

    Yeh et al. 2019, divided by |Phi(x)| so that methods in other units compare. Coordinates of r are
    uniform within `radius` times the root mean square of the input's. The search is random, so this is a lower bound.
    """

    name: ClassVar[str] = "max_sensitivity"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "share of the scores' length"

    samples: int = 10
    radius: float = 0.1

    def measure(self, case: Case) -> Steps:
        """The explanation itself and each neighbour's."""
        found = yield from moves(case, self.samples, self.radius)
        return Finding(float(found.scores.max() / found.length), {"mean": float(found.scores.mean() / found.length)})


@dataclass(frozen=True, kw_only=True)
class LocalLipschitz(Metric):
    """Largest |Phi(x) - Phi(x')| / |x - x'| over random neighbours x' of the embeddings x (Euclidean).

    Alvarez-Melis & Jaakkola 2018, over the same neighbours as max-sensitivity. Comparable only between
    methods whose scores are in one unit, on one model.
    """

    name: ClassVar[str] = "local_lipschitz"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = f"{OF_TARGET} per embedding unit"

    samples: int = 10
    radius: float = 0.1

    def measure(self, case: Case) -> Steps:
        """The explanation itself and each neighbour's."""
        found = yield from moves(case, self.samples, self.radius)
        return Finding(float((found.scores / found.inputs).max()))
