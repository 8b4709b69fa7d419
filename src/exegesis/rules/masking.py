"""Neighbours of an input by its mask: the units of a rule stay, each other one is there with chance 1/2."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Masks, Values
from exegesis.data.requests import Game, Score
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer
from exegesis.explainers.base import Steps as ExplainerSteps
from exegesis.rules.search import Draws, Outcome, Rule, RuleSearch

Asking: TypeAlias = Generator[Score, Values, Outcome]
Counting: TypeAlias = Generator[Score, Values, list[int]]


@dataclass(frozen=True)
class Stays:
    """What it is for an answer to stay: class `answer` is the largest; or it is larger than class `versus`."""

    answer: int
    versus: int | None = None

    def of(self, values: Values) -> NDArray[np.bool_]:
        """(B,) whether it does, of values of all classes (B, C)."""
        if self.versus is None:
            largest: NDArray[np.bool_] = values.argmax(axis=1) == self.answer
            return largest
        larger: NDArray[np.bool_] = values[:, self.answer] > values[:, self.versus]
        return larger

    def counts(self, values: Values, draws: Draws) -> list[int]:
        """How many of each rule's neighbours keep the answer, of the values of all of them, rule after rule."""
        return [int(kept) for kept in self.of(values).reshape(len(draws.rules), draws.count).sum(axis=1)]


@dataclass(frozen=True, kw_only=True)
class MaskedRules(Explainer):
    """The search over masks. It asks as a method does, of all classes at once, and finds a rule in the place of scores.

    Targets are all of the model's classes: the answer stays where the largest value is the same one's.
    """

    name: ClassVar[str] = "anchor"

    search: RuleSearch = field(default_factory=RuleSearch)
    baseline: str = "auto"

    def passes(self, game: Game) -> ExpectedPasses:
        """The draws, and the whole input."""
        return ExpectedPasses(self.search.draws + 1)

    def finding(self, game: Game, rng: np.random.Generator) -> Asking:
        """The outcome of the search."""
        whole: Values = yield Score(np.ones((1, game.n_units), dtype=np.bool_))
        stays, steps = Stays(int(whole[0].argmax())), self.search.steps(game.n_units, width)
        kept: Sequence[int] | None = None
        while True:
            try:
                draws: Draws = steps.send(kept)  # type: ignore[arg-type]  # a generator begins by being sent None
            except StopIteration as stop:
                outcome: Outcome = stop.value
                return outcome
            kept = yield from counted(draws, stays, game.n_units, rng)

    def explain(self, game: Game, rng: np.random.Generator) -> ExplainerSteps:
        """The rule as scores: 1 for each of its units, for all targets alike."""
        outcome = yield from self.finding(game, rng)
        scores = np.zeros((game.n_targets, game.n_units))
        scores[:, list(outcome.arm.rule)] = 1
        return Attribution(scores)


def counted(draws: Draws, stays: Stays, n: int, rng: np.random.Generator) -> Counting:
    """How many neighbours under each rule keep the answer."""
    values = yield Score(masks_of(draws, n, rng))
    return stays.counts(values, draws)


def masks_of(draws: Draws, n: int, rng: np.random.Generator) -> Masks:
    """The masks of all neighbours, rule after rule: (rules x count, n)."""
    return np.concatenate([drawn(rule, draws.count, n, rng) for rule in draws.rules])


def width(rule: Rule) -> float:
    """The share of all masks in which the rule's units are there."""
    return float(0.5 ** len(rule))


def drawn(rule: Rule, count: int, n: int, rng: np.random.Generator) -> Masks:
    """(count, n) masks in which the rule's units are there."""
    masks: Masks = rng.random((count, n)) < 0.5
    masks[:, list(rule)] = True
    return masks
