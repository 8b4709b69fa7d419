"""Edits that can be switched on: what each unit of an input may become, and what that costs.

Plain data, whatever the input is: the search sees units and alternatives by their numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple, TypeAlias

_MOST_PROBES = 8  # of one chain


class EditChoice(NamedTuple):
    """One edit: which unit, and which of its alternatives it becomes. Both count from 0."""

    unit: int
    alternative: int


Edits: TypeAlias = tuple[EditChoice, ...]  # in the order of their units, of which each stands once


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a unit may become.

    `text`: in words; "" where it is taken away. `way`: the kind of edit that offers it. `cost`: what it counts in the
    distance. `chain`: alternatives of one unit with the same chain lie in a row, so that a cheaper one lies between
    the unit as it is and a dearer one ("up", "down"); "" where there is no such order.
    """

    text: str
    way: str
    cost: float = 1.0
    chain: str = ""


@dataclass(frozen=True)
class Space:
    """All edits of an input.

    `alternatives`: of each unit. `order`: the units that may change, most promising first. `most_edits`: of a
    candidate.
    """

    alternatives: tuple[tuple[Alternative, ...], ...]
    order: tuple[int, ...]
    most_edits: int

    def __getitem__(self, edit: EditChoice) -> Alternative:
        return self.alternatives[edit.unit][edit.alternative]

    def cost(self, edits: Edits) -> float:
        """Of all of them together."""
        return sum(self[edit].cost for edit in edits)

    @cached_property
    def is_even(self) -> bool:
        """Whether all edits cost the same, so that any single one is as small a change as any other."""
        return len({one.cost for unit in self.order for one in self.alternatives[unit]}) <= 1

    def edits_of(self, unit: int) -> list[EditChoice]:
        """All of one unit."""
        return [EditChoice(unit, place) for place in range(len(self.alternatives[unit]))]

    def probes(self, unit: int) -> list[EditChoice]:
        """Edits of the unit that stand for all of them: of each chain a few from end to end, and all of no chain."""
        edits = self.edits_of(unit)
        found = [edit for edit in edits if not self[edit].chain]
        for chain in sorted({self[edit].chain for edit in edits} - {""}):
            found += _spread([edit for edit in self._by_cost(unit) if self[edit].chain == chain])
        return found

    def nearer(self, edit: EditChoice) -> list[EditChoice]:
        """Edits of the same unit between it as it is and this one, nearest to the unit first."""
        mine = self[edit]
        if not mine.chain:
            return []
        return [one for one in self._by_cost(edit.unit) if self[one].chain == mine.chain and self[one].cost < mine.cost]

    def _by_cost(self, unit: int) -> list[EditChoice]:
        places = sorted(range(len(self.alternatives[unit])), key=lambda place: self.alternatives[unit][place].cost)
        return [EditChoice(unit, place) for place in places]

    def size(self, is_allowed: Callable[[EditChoice], bool]) -> int:
        """How many candidates there are of allowed edits, one edit at least."""
        ways = [1] + [0] * self.most_edits
        for unit in self.order:
            count = sum(map(is_allowed, self.edits_of(unit)))
            ways = [ways[0], *(ways[n] + count * ways[n - 1] for n in range(1, len(ways)))]
        return sum(ways[1:])

    def every(self, is_allowed: Callable[[EditChoice], bool]) -> Iterator[Edits]:
        """All of them, those of the fewest edits first."""
        units = [[edit for edit in self.edits_of(unit) if is_allowed(edit)] for unit in sorted(self.order)]
        units = [edits for edits in units if edits]
        for count in range(1, min(self.most_edits, len(units)) + 1):
            for chosen in combinations(units, count):
                yield from product(*chosen)


def joined(edits: Edits, *more: EditChoice) -> Edits:
    """The edits and others in one candidate, in order."""
    return tuple(sorted((*edits, *more)))


def without(edits: Edits, *less: EditChoice) -> Edits:
    """The edits but for some."""
    return tuple(edit for edit in edits if edit not in less)


def _spread(edits: Sequence[EditChoice]) -> list[EditChoice]:
    """At most so many of a chain, evenly from the nearest to the farthest, the farthest among them."""
    if len(edits) <= _MOST_PROBES:
        return list(edits)
    step = (len(edits) - 1) / (_MOST_PROBES - 1)
    return [edits[round(place * step)] for place in range(_MOST_PROBES)]
