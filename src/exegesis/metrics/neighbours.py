"""Explanations of embeddings moved a little: what max-sensitivity and local Lipschitz are both read from."""

from collections.abc import Generator
from typing import Any, NamedTuple

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.metrics.base import Case, Undefined
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
