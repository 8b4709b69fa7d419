"""Inputs near the explained one, under any rule of its units, and how many of them keep its answer."""

from abc import ABC, abstractmethod

import numpy as np

from exegesis.data.picture import KeptImage
from exegesis.data.records import Unit
from exegesis.data.requests import driven
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.rules.masking import Stays, counted, width
from exegesis.rules.result import RuleExample
from exegesis.rules.search import Draws, Rule
from exegesis.views.regions import region_at


class RuleNeighbours(ABC):
    """A source of neighbours.

    `units`: what a rule may hold, `conditions` each of them in words; `described`: what is drawn where a rule leaves it
    open. `proposing`: passes of another model that proposed what is drawn.
    """

    units: tuple[Unit, ...]
    conditions: tuple[str, ...]
    described: str
    proposing: int = 0

    def __init__(self, engine: Engine, problem: Problem, stays: Stays) -> None:
        self.engine, self.problem, self.stays = engine, problem, stays

    @abstractmethod
    def kept(self, draws: Draws, rng: np.random.Generator) -> list[int]:
        """For each rule how many of its neighbours keep the answer."""

    def examples(self, rule: Rule, rng: np.random.Generator) -> tuple[RuleExample, ...]:
        """Some neighbours to read, where there are such."""
        return ()

    def coverage(self, rule: Rule) -> float:
        """How wide a rule is: the share of all neighbours in which it holds."""
        return width(rule)


class MaskedNeighbours(RuleNeighbours):
    """Each unit that a rule leaves open is there with chance 1/2, and else absent."""

    def __init__(self, engine: Engine, problem: Problem, stays: Stays) -> None:
        super().__init__(engine, problem, stays)
        self.units = problem.units
        self.conditions = tuple(_condition(problem, unit) for unit in problem.units)
        self.described = f"each other {problem.unit} is there with chance 1/2; {problem.baseline.description}"

    def kept(self, draws: Draws, rng: np.random.Generator) -> list[int]:
        counting = counted(draws, self.stays, len(self.units), rng)
        return driven(counting, lambda request: self.engine.score(self.problem, request.masks))


def _condition(problem: Problem, unit: Unit) -> str:
    """A word by itself; a region with where it lies."""
    if problem.kept is None:
        return unit.text
    named = region_at(unit, problem.kept) if isinstance(problem.kept, KeptImage) else unit.text
    return f"{named} is there"
