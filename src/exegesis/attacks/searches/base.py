"""What a search is: a generator that yields drafts to be judged, and returns the one it ends with."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias, TypeVar

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.space import EditSpace
from exegesis.core.types import Floats


@dataclass(frozen=True)
class Judge:
    """Reply: `Scores` of the drafts. `are_probes`: they only show what matters ("[UNK]" for a word), and are no edits
    that an attack could end with."""

    drafts: Sequence[Draft]
    are_probes: bool = False


@dataclass(frozen=True)
class Strengths:
    """Reply: how strongly each word of the draft moves the answer, by gradients: (words,)."""

    draft: Draft


@dataclass(frozen=True)
class Scores:
    """How near each draft is to the goal (K,), more is nearer, and whether it is reached (K,)."""

    values: Floats
    reached: np.ndarray

    @property
    def best(self) -> int:
        """The draft nearest to the goal, of equals the first."""
        return int(np.argmax(self.values))


T = TypeVar("T")
Request: TypeAlias = Judge | Strengths
Judging: TypeAlias = Generator[Request, Scores | Floats, T]
Steps: TypeAlias = Judging[Draft]


class AttackSearch(Protocol):
    """How edits are put together. Settings are the constructor's."""

    needs_gradients: ClassVar[bool]
    keeps_words: ClassVar[bool]  # whether it mixes drafts word by word, which must be as many in all

    def steps(self, space: EditSpace, start: Draft, rng: np.random.Generator) -> Steps:
        """Yields what is to be judged; returns the draft it ends with, reached or not."""


def scored(drafts: Sequence[Draft], are_probes: bool = False) -> Judging[Scores]:
    """The scores of drafts, at least one."""
    reply = yield Judge(drafts, are_probes)
    if not isinstance(reply, Scores):
        raise TypeError(f"scores were asked for, not {type(reply).__name__}")
    return reply


def salient(draft: Draft) -> Judging[Floats]:
    """The strength of each word of the draft by gradients."""
    reply = yield Strengths(draft)
    if isinstance(reply, Scores):
        raise TypeError("strengths were asked for, not scores")
    return reply


def winner(space: EditSpace, drafts: Sequence[Draft], scores: Scores) -> Draft | None:
    """Of the drafts that reach the goal the one most like the original, without a measure of that the surest one."""
    reached = np.flatnonzero(scores.reached)
    if not len(reached):
        return None
    ready = [drafts[int(place)] for place in reached]
    likeness = space.likeness(ready)
    return ready[int(np.argmax(scores.values[reached] if likeness is None else likeness))]
