"""What a goal is: how near an answer is to it, and whether it is reached."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Scores
from exegesis.core.types import Floats


class Goal(Protocol):
    """What an attack is after. `label`: the class that the answer was, or is true."""

    def scores(self, original: Draft, drafts: Sequence[Draft], probabilities: Floats, label: int) -> Scores:
        """Of drafts with their probabilities (K, classes)."""


def is_answer(probabilities: Floats, index: int) -> NDArray[np.bool_]:
    """Whether each draft (K, classes) is answered with that class."""
    return np.asarray(probabilities.argmax(axis=1) == index)
