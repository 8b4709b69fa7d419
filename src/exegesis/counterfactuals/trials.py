"""Candidates that were tried: their margins, and how many passes are left."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from exegesis.counterfactuals.space import Edits, Space

_BATCH = 64  # candidates of one request


@dataclass(frozen=True)
class EditTrial:
    """A request: what is the margin of each of these candidates?"""

    candidates: tuple[Edits, ...]


@dataclass(frozen=True)
class Reply:
    """The margins of the first candidates, above 0 where the answer is the wished one; and the passes left.

    Of all of them unless the passes were spent before. -inf: no input can be made of it.
    """

    margins: tuple[float, ...]
    left: int


class Trials:
    """All that is known, and who may spend how much."""

    def __init__(self, space: Space, margin: float, left: int) -> None:
        self.space, self.left = space, left
        self.margins: dict[Edits, float] = {(): margin}
        self._floor = 0  # passes that are kept for later counterfactuals
        self._is_over = False  # the next candidate takes more passes than are left

    @property
    def is_spent(self) -> bool:
        """Whether nothing more can be asked now."""
        return self._is_over or self.left <= self._floor

    @property
    def reach(self) -> float:
        """How far any candidate moved the margin."""
        known = [margin for margin in self.margins.values() if margin != -float("inf")]
        return max(known) - min(known)

    def allot(self, parts: int) -> None:
        """Let a part of what is left be spent, and keep the rest."""
        self._floor = self.left - -(-self.left // parts)

    def kept(self, share: float) -> int:
        """How many passes are left when a share of those that may be spent is spent."""
        return self.left - int((self.left - self._floor) * share)

    def flips(self, edits: Edits) -> bool:
        """Whether the candidate was tried and changes the answer."""
        return self.margins.get(edits, 0.0) > 0

    def best(self, candidates: Iterable[Edits]) -> Edits | None:
        """Of those that change the answer the one of fewest edits, the cheapest, the surest; None where none does."""
        return min((one for one in candidates if self.flips(one)), key=self.key, default=None)

    def key(self, edits: Edits) -> tuple[object, ...]:
        """What smaller and better means; values are rounded, since batches move their last digits."""
        cost = round(self.space.cost(edits), 9)
        return len(edits), cost, -round(self.margins[edits], 6), edits

    def ask(
        self, candidates: Iterable[Edits], share: float = 1.0, stop_early: bool = False
    ) -> Generator[EditTrial, Reply, None]:
        """Try those that are new, as far as a share of the passes goes.

        `stop_early`: no further batch after one in which an answer changed, or where an answer is known to change.
        """
        fresh = [one for one in dict.fromkeys(candidates) if one not in self.margins]
        room = int((self.left - self._floor) * share)
        before = self.left
        while fresh and not self.is_spent and before - self.left < room:
            some, fresh = (
                fresh[: min(_BATCH, room - before + self.left)],
                fresh[min(_BATCH, room - before + self.left) :],
            )
            reply = yield EditTrial(tuple(some))
            self.margins.update(zip(some, reply.margins, strict=False))
            self.left, self._is_over = reply.left, len(reply.margins) < len(some)
            if stop_early and any(margin > 0 for margin in reply.margins):
                return
