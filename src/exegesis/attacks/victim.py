"""The model under attack, as a search sees it: drafts of one text judged, each counted once, within a budget."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from exegesis.attacks.drafts import Draft
from exegesis.attacks.frames import Frame
from exegesis.attacks.goals.base import Goal
from exegesis.attacks.searches.base import Scores
from exegesis.core.types import Floats
from exegesis.engine.asks import Asks
from exegesis.engine.engine import Engine


class BudgetSpent(Exception):
    """The budget is spent; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class QueryBudget:
    """Most queries of a text, and most seconds; None: as many as it takes."""

    queries: int | None = None
    seconds: float | None = None


@dataclass(eq=False)
class Victim:
    """Judges drafts of one text. `best`: the draft met that is nearest to the goal, with its probabilities."""

    engine: Engine
    frame: Frame
    goal: Goal
    label: int
    original: Draft
    budget: QueryBudget
    known: dict[str, Floats] = field(default_factory=dict)
    best: Draft | None = None
    _nearest: tuple[bool, float] = (False, -np.inf)

    @property
    def queries(self) -> int:
        """Different drafts answered so far."""
        return len(self.known)

    def judged(self, drafts: Sequence[Draft], are_probes: bool = False) -> Asks[Scores]:
        """Scores of the drafts; `BudgetSpent` where not all could be asked any more, after those that could.

        `are_probes`: they are counted, and none of them is the `best`.
        """
        fresh = list({draft.text: draft for draft in drafts if draft.text not in self.known}.values())
        left = len(fresh) if self.budget.queries is None else max(0, self.budget.queries - self.queries)
        if fresh and self._is_late():
            raise BudgetSpent("seconds")
        yield from self._asked(fresh[:left])
        able = [draft for draft in drafts if draft.text in self.known]
        scores = self._scores(able, are_probes) if able else None
        if len(fresh) > left:
            raise BudgetSpent("queries")
        if scores is None:
            raise ValueError("no draft to judge")
        return scores

    def _is_late(self) -> bool:
        limit = self.budget.seconds
        return limit is not None and self.engine.meter.watch.seconds > limit

    def _asked(self, drafts: Sequence[Draft]) -> Asks[None]:
        if drafts:
            answers = yield from self.frame.answers(self.engine, [draft.text for draft in drafts])
            self.known.update((draft.text, answer) for draft, answer in zip(drafts, answers, strict=True))

    def _scores(self, drafts: Sequence[Draft], are_probes: bool) -> Scores:
        probabilities = np.stack([self.known[draft.text] for draft in drafts])
        scores = self.goal.scores(self.original, drafts, probabilities, self.label)
        for place, draft in enumerate(() if are_probes else drafts):
            nearness = bool(scores.reached[place]), float(scores.values[place])
            if nearness > self._nearest:
                self.best, self._nearest = draft, nearness
        return scores

    @property
    def is_reached(self) -> bool:
        """Whether a draft met reaches the goal."""
        return self._nearest[0]
