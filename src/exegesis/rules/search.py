"""The search for a rule that suffices: anchors (Ribeiro, Singh & Guestrin, AAAI 2018, algorithms 1 and 2).

Pure arithmetic: it asks for draws under rules and is told how often the answer stayed.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeAlias

from exegesis.core.errors import InputError, shown
from exegesis.rules import bounds

_NEAR = 3  # tolerances that two candidates may lie apart and count as alike
# Of what is left to draw, at most 1/4 goes into telling the candidates of one length apart: where many are equally bad
# it does not matter which are carried on, and it would take all there is.
_SHARE = 4
_FIRST = 10  # draws of each candidate before the promising ones are drawn on

Rule: TypeAlias = tuple[int, ...]  # the units that it holds, in order


@dataclass(frozen=True)
class Draws:
    """So many neighbours of the input in which each of these rules holds.

    Reply: for each rule how often the answer was the input's own.
    """

    rules: tuple[Rule, ...]
    count: int


@dataclass
class Arm:
    """A rule and what was counted of it."""

    rule: Rule
    coverage: float
    kept: int = 0
    drawn: int = 0

    @property
    def precision(self) -> float:
        """The share of neighbours that keep the answer; 0 where none was drawn."""
        return self.kept / self.drawn if self.drawn else 0.0

    def low(self, level: float) -> float:
        """The precision's lower bound."""
        return bounds.lower(self.precision, self.drawn, level)

    def high(self, level: float) -> float:
        """The precision's upper bound."""
        return bounds.upper(self.precision, self.drawn, level)


@dataclass(frozen=True)
class Outcome:
    """The rule of the search. `holds`: whether its precision is as wished; `stopped`: why the search ended."""

    arm: Arm
    level: float
    holds: bool
    stopped: str  # "found", "exhausted" (no rule of allowed length is precise enough) or "budget"
    drawn: int  # of all rules together
    growth: tuple[Arm, ...]  # from the empty rule to this one, each the surest of its length that the rule holds


Steps: TypeAlias = Generator[Draws, Sequence[int], Outcome]


@dataclass(frozen=True, kw_only=True)
class RuleSearch:
    """Settings of the search, named as in the paper where it names them.

    `precise`: the share of neighbours that must keep the answer. `delta`: the chance to be wrong about it.
    `tolerance`: how far below `precise` the lower bound may end (`epsilon_stop` in the authors' code), and how near
    two candidates may lie (`tau`, three times it). `beam`: candidates that are carried on. `batch`: draws at a time.
    `most_units`: of a rule. `draws`: draws of all rules together.
    """

    precise: float = 0.95
    delta: float = 0.05
    tolerance: float = 0.05
    beam: int = 10
    batch: int = 50
    most_units: int = 8
    draws: int = 20_000

    def __post_init__(self) -> None:
        for name in ("precise", "delta", "tolerance"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
                raise InputError(f"{name} must be a number between 0 and 1, not {shown(value)}.")
        for name in ("beam", "batch", "most_units", "draws"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InputError(f"{name} must be a whole number, 1 or more, not {shown(value)}.")
        if self.draws < self.batch:
            raise InputError(
                f"draws={self.draws} are fewer than batch={self.batch}, so nothing could be drawn; use more."
            )

    def steps(self, n: int, coverage: Callable[[Rule], float]) -> Steps:
        """From the empty rule up: of each length the most precise candidates, of the precise ones the widest.

        `coverage`: how wide a rule of some of the n units is, the share of all neighbours in which it holds.
        """
        run = _Run(self, n, coverage)
        level = log((1 + (self.beam - 1) * n) / self.delta)
        empty = run.arm(())
        yield from run.draw([empty])
        yield from run.decide(empty, level)
        if run.is_precise(empty, level):
            return run.outcome(empty, level, "found")
        best, carried, tried = None, [empty], [empty]
        for _ in range(min(self.most_units, n)):
            arms = run.longer(carried, best)
            if not arms or run.is_spent:
                break
            carried = yield from run.best_of(arms)
            tried += carried
            for arm in carried:
                yield from run.decide(arm, level)
                if run.is_precise(arm, level) and (best is None or arm.coverage > best.coverage):
                    best = arm
            if best is not None and not run.longer(carried, best):
                break
        if best is not None:
            return run.outcome(best, level, "found")
        nearest = max(tried, key=lambda arm: (round(arm.low(level), 6), arm.coverage))
        return run.outcome(nearest, level, "budget" if run.is_spent else "exhausted")


class _Run:
    """One search: its arms, and how much of the draws is left."""

    def __init__(self, search: RuleSearch, n: int, coverage: Callable[[Rule], float]) -> None:
        self.search, self.n, self.coverage = search, n, coverage
        self.arms: dict[Rule, Arm] = {}
        self.drawn = 0

    @property
    def is_spent(self) -> bool:
        """Whether no further draws are allowed."""
        return self.drawn + self.search.batch > self.search.draws

    def arm(self, rule: Rule) -> Arm:
        """The arm of a rule, with what is known of it already."""
        if rule not in self.arms:
            self.arms[rule] = Arm(rule, self.coverage(rule))
        return self.arms[rule]

    def draw(self, arms: Sequence[Arm], count: int | None = None) -> Generator[Draws, Sequence[int], None]:
        """So many draws for each arm, a batch where it is not said, as far as they go."""
        count = count or self.search.batch
        room = (self.search.draws - self.drawn) // count
        arms = arms[:room]
        if not arms:
            return
        kept = yield Draws(tuple(arm.rule for arm in arms), count)
        self.drawn += count * len(arms)
        for arm, stayed in zip(arms, kept, strict=True):
            arm.kept, arm.drawn = arm.kept + int(stayed), arm.drawn + count

    def longer(self, carried: Sequence[Arm], best: Arm | None) -> list[Arm]:
        """The rules with one unit more that are wider than the best known."""
        rules = {tuple(sorted((*arm.rule, unit))) for arm in carried for unit in range(self.n) if unit not in arm.rule}
        arms = [self.arm(rule) for rule in sorted(rules)]
        return [arm for arm in arms if (best is None or arm.coverage > best.coverage) and self._is_lean(arm)]

    def _is_lean(self, arm: Arm) -> bool:
        """Whether the rule can hold, and would be wider without any of its units."""
        shorter = (tuple(unit for unit in arm.rule if unit != one) for one in arm.rule)
        return arm.coverage > 0 and all(self.arm(rule).coverage > arm.coverage for rule in shorter)

    def best_of(self, arms: list[Arm]) -> Generator[Draws, Sequence[int], list[Arm]]:
        """The `beam` most precise arms, most precise first, told apart up to the tolerance (KL-LUCB)."""
        yield from self.draw([arm for arm in arms if not arm.drawn], min(_FIRST, self.search.batch))
        beam, rounds = min(self.search.beam, len(arms)), 1
        last = self.drawn + (self.search.draws - self.drawn) // _SHARE
        while True:
            ranked = sorted(arms, key=lambda arm: (-arm.precision, arm.rule))
            chosen, others = ranked[:beam], ranked[beam:]
            if not others or self.drawn >= last or self.is_spent:
                return chosen
            level = bounds.several_arms(len(arms), rounds, self.search.delta)
            weakest = min(chosen, key=lambda arm: arm.low(level))
            rival = max(others, key=lambda arm: arm.high(level))
            if rival.high(level) - weakest.low(level) <= _NEAR * self.search.tolerance:
                return chosen
            yield from self.draw([weakest, rival])
            rounds += 1

    def decide(self, arm: Arm, level: float) -> Generator[Draws, Sequence[int], None]:
        """Draw until it is known whether the arm is precise enough, or the draws are spent."""
        wished, slack = self.search.precise, self.search.tolerance
        while not self.is_spent:
            if arm.precision >= wished and arm.low(level) > wished - slack:
                return
            if arm.precision < wished and arm.high(level) < wished + slack:
                return
            yield from self.draw([arm])

    def is_precise(self, arm: Arm, level: float) -> bool:
        """Whether the precision is as wished, and surely not far below."""
        wished = self.search.precise
        return arm.precision >= wished and arm.low(level) > wished - self.search.tolerance

    def outcome(self, arm: Arm, level: float, stopped: str) -> Outcome:
        """How the search ended, with the parts of its rule that were drawn on the way."""
        inside = [one for one in self.arms.values() if one.drawn and set(one.rule) <= set(arm.rule)]
        surest = {len(one.rule): one for one in sorted(inside, key=lambda one: (one.precision, one.drawn))}
        growth = tuple(surest[length] for length in sorted(surest))
        return Outcome(arm, level, self.is_precise(arm, level), stopped, self.drawn, growth)
