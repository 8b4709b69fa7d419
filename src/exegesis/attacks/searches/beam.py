"""All places at once: the best few drafts of each step are carried on."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft, alike
from exegesis.attacks.searches.base import Steps, scored, winner
from exegesis.attacks.space import EditSpace
from exegesis.core.errors import check_count


@dataclass(frozen=True)
class Beam:
    """At each step every edit of every draft carried on is tried; the best `width` go on, until one succeeds.

    `most`: steps at most. Without an edit that is allowed the search ends with the best draft met.
    """

    width: int = 4
    most: int = 1000

    needs_gradients: ClassVar[bool] = False
    keeps_words: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_count("width", self.width)
        check_count("most", self.most)

    def steps(self, space: EditSpace, start: Draft, rng: np.random.Generator) -> Steps:
        """As the protocol says."""
        carried, best, value = [start], start, -np.inf
        for _ in range(self.most):
            drafts = alike(draft for one in carried for draft in space.edits(one))
            if not drafts:
                return best
            scores = yield from scored(drafts)
            won = winner(space, drafts, scores)
            if won is not None:
                return won
            order = np.argsort(-scores.values, kind="stable")[: self.width]
            carried = [drafts[place] for place in order]
            if scores.values[scores.best] > value:
                best, value = carried[0], scores.values[scores.best]
        return best


@dataclass(frozen=True)
class GreedySearch(Beam):
    """A beam of one draft."""

    width: int = 1
