from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.tree import UnitTree, balanced, merged
from tests.examples import examples


def by_rescoring(boundaries):
    """The same merges by looking at every pair again after each: ranges of the nodes, in the order of merging."""
    groups, found = [(at, at + 1) for at in range(len(boundaries) + 1)], []
    while len(groups) > 1:
        costs = [(boundaries[b[0] - 1], b[1] - a[0], a[0]) for a, b in pairwise(groups)]
        best = costs.index(min(costs))
        groups[best : best + 2] = [(groups[best][0], groups[best + 1][1])]
        found.append(groups[best])
    return found


@st.composite
def trees(draw, most=12):
    """Any binary tree: nodes are merged in any order, whatever stands between them."""
    n = draw(st.integers(1, most))
    free, children = list(range(n)), []
    for node in range(n, 2 * n - 1):
        left, right = (free.pop(draw(st.integers(0, len(free) - 1))) for _ in range(2))
        children.append((left, right))
        free.append(node)
    return UnitTree(np.array(children, dtype=np.int64).reshape(-1, 2))


@examples(100)
@given(st.lists(st.integers(-3, 3), max_size=25))
def test_merges_the_best_pair_each_time(boundaries):
    tree = merged(boundaries)
    assert [tuple(node) for node in tree.ranges[tree.n :].tolist()] == by_rescoring(boundaries)
    assert tree.order.tolist() == list(range(tree.n))


@examples(100)
@given(tree=trees())
def test_nodes_of_any_tree_are_ranges_of_its_order(tree):
    assert sorted(tree.order.tolist()) == list(range(tree.n))
    assert tree.ranges[tree.root].tolist() == [0, tree.n]
    for node in range(tree.n):
        assert tree.units(node).tolist() == [node]
    for node in range(tree.n, 2 * tree.n - 1):
        left, right = tree.children[node - tree.n]
        assert tree.units(node).tolist() == [*tree.units(left).tolist(), *tree.units(right).tolist()]
        assert tree.sizes[node] == tree.sizes[left] + tree.sizes[right] == len(tree.units(node))
        assert tree.parents[left] == tree.parents[right] == node
        assert tree.depths[left] == tree.depths[right] == tree.depths[node] + 1
    assert tree.parents[tree.root] == -1


@pytest.mark.parametrize("depth", range(1, 7))
def test_evaluations_of_the_balanced_and_of_the_lopsided(depth):
    n = 2**depth
    assert balanced(n).evaluations == 2 + 2 * sum(4**level for level in range(depth))  # (2 n^2 + 4) / 3
    assert merged(list(range(n - 1))).evaluations == 2**n


def test_a_balanced_tree_is_as_flat_as_can_be():
    assert balanced(1).root == 0
    for n in (2, 3, 8, 13, 100):
        assert balanced(n).depths.max() == np.ceil(np.log2(n))
