"""A shallow decision tree as plain data: an inner node asks whether a feature is present, a leaf gives a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from exegesis.core.types import Floats, Integers, Masks
from exegesis.surrogates.records import Condition, Feature, Rule

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Node:
    """`absent` and `present` are the places of the nodes that come next; of a leaf all three are -1.

    `value` is the mean of the rows fitted on that come by, in the target's unit; `rows` counts them.
    """

    value: float
    rows: int
    feature: int = -1
    absent: int = -1
    present: int = -1

    @property
    def is_leaf(self) -> bool:
        """Whether nothing is asked here."""
        return self.feature == -1


@dataclass(frozen=True)
class Tree:
    """Nodes in preorder, the root first; children stand behind their parents, so every walk ends."""

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        if not self.nodes:
            raise ValueError("a tree has at least one node")
        parents = [0] * len(self.nodes)
        for place, node in enumerate(self.nodes):
            for child in _children(node):
                if not place < child < len(self.nodes):
                    raise ValueError(f"node {place} leads to node {child!r}, which does not stand behind it")
                parents[child] += 1
        if any(count != 1 for count in parents[1:]):
            raise ValueError("every node but the root has one parent")
        if self.depth > DEEPEST:
            raise ValueError(f"deeper than {DEEPEST}")

    @property
    def used(self) -> tuple[int, ...]:
        """The features it asks for, each once, in rising order."""
        return tuple(sorted({node.feature for node in self.nodes if not node.is_leaf}))

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """How many questions are asked on the way to each node."""
        found = [0] * len(self.nodes)
        for place, node in enumerate(self.nodes):
            for child in _children(node):
                found[child] = found[place] + 1
        return tuple(found)

    @property
    def depth(self) -> int:
        """The most questions asked on the way to a leaf; 0 for a single leaf."""
        return max(self.depths)

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return sum(node.is_leaf for node in self.nodes)

    def values(self, present: Masks) -> Floats:
        """(B,) from presence (B, F) of all features that the indices count."""
        numbers = np.array([node.value for node in self.nodes])
        return np.asarray(numbers[self.leaf_of(present)], dtype=np.float64)

    def leaf_of(self, present: Masks) -> Integers:
        """(B,) the place of the leaf that each row of presence (B, F) ends in."""
        at = np.zeros(len(present), dtype=np.int64)
        for place, node in enumerate(self.nodes):  # preorder: a parent is passed before its children
            if not node.is_leaf:
                here = np.flatnonzero(at == place)
                at[here] = np.where(present[here, node.feature], node.present, node.absent)
        return at

    def renamed(self, places: Mapping[int, int]) -> Self:
        """The same with every feature's index replaced."""
        moved = (node if node.is_leaf else replace(node, feature=places[node.feature]) for node in self.nodes)
        return type(self)(tuple(moved))

    def cut(self, depth: int) -> Self:
        """The tree up to that depth: what lies deeper becomes leaves with their means."""
        kept = [place for place, at in enumerate(self.depths) if at <= depth]
        new = {old: place for place, old in enumerate(kept)}
        return type(self)(tuple(_cut(self.nodes[old], self.depths[old] >= depth, new) for old in kept))

    def rules(self, features: Sequence[Feature]) -> tuple[Rule, ...]:
        """Every leaf as a rule, from left to right: presence first, as a person would tell it."""
        total = self.nodes[0].rows or 1
        return tuple(
            Rule(conditions, leaf.value, leaf.rows, leaf.rows / total, False)
            for conditions, leaf in self._paths(0, (), features)
        )

    def _paths(
        self, place: int, before: tuple[Condition, ...], features: Sequence[Feature]
    ) -> list[tuple[tuple[Condition, ...], Node]]:
        node = self.nodes[place]
        if node.is_leaf:
            return [(before, node)]
        name = features[node.feature].name
        there = self._paths(node.present, (*before, Condition(name, True)), features)
        return there + self._paths(node.absent, (*before, Condition(name, False)), features)


def _children(node: Node) -> tuple[int, ...]:
    return () if node.is_leaf else (node.absent, node.present)


def _cut(node: Node, is_last: bool, new: Mapping[int, int]) -> Node:
    if is_last or node.is_leaf:
        return Node(node.value, node.rows)
    return replace(node, absent=new[node.absent], present=new[node.present])
