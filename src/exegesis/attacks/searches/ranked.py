"""Word by word, the one that matters most first."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.searches.base import Steps, scored, winner
from exegesis.attacks.searches.ranking import RANKINGS
from exegesis.attacks.space import EditSpace
from exegesis.core.errors import unknown


@dataclass(frozen=True)
class RankedGreedy:
    """Ranks the words once; in that order takes the best edit of each where it helps, to the first that succeeds.

    Jin et al., "Is BERT Really Robust?" (TextFooler), AAAI 2020, algorithm 1; Ren et al. (PWWS), ACL 2019, for
    `rank="weighted"`.
    """

    rank: str = "unk"

    keeps_words: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.rank not in RANKINGS:
            raise unknown("rank", self.rank, RANKINGS)

    @property
    def needs_gradients(self) -> bool:
        """Whether the model's gradients are asked for."""
        return self.rank == "gradient"

    def steps(self, space: EditSpace, start: Draft, rng: np.random.Generator) -> Steps:
        """As the protocol says."""
        places = space.places(start)
        if not places:
            return start
        (value,) = (yield from scored([start])).values
        weights = yield from RANKINGS[self.rank](space, start, places, rng)
        current = start
        for place in np.argsort(-weights, kind="stable"):
            drafts = space.edits(current, _where(current, start, places[place]))
            if not drafts:
                continue
            scores = yield from scored(drafts)
            won = winner(space, drafts, scores)
            if won is not None:
                return won
            if scores.values[scores.best] > value:
                current, value = drafts[scores.best], scores.values[scores.best]
        return current


def _where(current: Draft, start: Draft, place: int) -> list[int]:
    """Where that word of the start is now, words before it having come and gone."""
    if place == len(start.words):
        return [len(current.words)]
    origin = start.origins[place]
    return [at for at, other in enumerate(current.origins) if other == origin]
