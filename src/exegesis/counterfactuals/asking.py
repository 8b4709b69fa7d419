"""Candidates before the model, within a hard budget of passes."""

from collections.abc import Sequence

from exegesis.counterfactuals.changing import Changeable, ChangedInput
from exegesis.counterfactuals.reading import AnswerReader, Judgement
from exegesis.counterfactuals.space import Edits
from exegesis.counterfactuals.trials import EditTrial, Reply
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress

_NO_INPUT = -float("inf")


class BudgetedAsking:
    """Answers the search's requests; never spends a pass more than `budget`, on whatever it is.

    `judgements`: of every candidate that an input could be made of.
    """

    def __init__(
        self,
        engine: Engine,
        changeable: Changeable,
        reader: AnswerReader,
        budget: int,
        progress: Progress | None = None,
    ) -> None:
        self.engine, self.changeable, self.reader = engine, changeable, reader
        self.budget, self.progress = budget, progress
        self.judgements: dict[Edits, Judgement] = {}

    @property
    def left(self) -> int:
        """Passes that may still be spent."""
        return self.budget - spent(self.engine)

    def __call__(self, trial: EditTrial) -> Reply:
        """The margins of as many candidates, from the first on, as the budget has passes for."""
        made = self._affordable(trial.candidates)
        real = [(edits, one) for edits, one in made if one is not None]
        if real:
            found = self.reader.judged(self.engine, [one for _, one in real])
            self.judgements.update(zip([edits for edits, _ in real], found, strict=True))
        if self.progress is not None:
            self.progress(self.budget - self.left, self.budget)
        margins = [_NO_INPUT if one is None else self.judgements[edits].margin for edits, one in made]
        return Reply(tuple(margins), self.left)

    def _affordable(self, candidates: Sequence[Edits]) -> list[tuple[Edits, ChangedInput | None]]:
        made, planned = list[tuple[Edits, ChangedInput | None]](), dict[bytes, int]()
        for edits in candidates:
            one = self.changeable.candidate(edits)
            if one is not None:
                for row in one.rows:
                    planned.update(self.engine.fresh([row], self.reader.read_as(row)))
                if sum(planned.values()) > self.left:
                    break
            made.append((edits, one))
        return made


def spent(engine: Engine) -> int:
    """Passes that the work has taken, back and forth."""
    cost = engine.cost()
    return cost.forward_passes + cost.backward_passes
