"""The recursion of Owen values written out as weights: of values they make what the recursion makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.tree import balanced
from exegesis.explainers.owen_masks import OwenMasks
from exegesis.explainers.partition_shap import PartitionShap
from tests.data.test_tree import trees
from tests.explainers.driving import drive
from tests.explainers.shapley_toys import lookup, owen_by_orders, tables, texts


@given(data=st.data(), tree=trees(most=6))
def test_weights_make_the_owen_values(data, tree):
    table = data.draw(tables(tree.n, 2))
    recursion = OwenMasks.of(tree)
    assert len(recursion.masks) == tree.evaluations == len(np.unique(recursion.masks, axis=0))
    totals = recursion.effects @ lookup(table)(recursion.masks)
    np.testing.assert_allclose(totals[: tree.n].T, owen_by_orders(table, tree), atol=1e-9)


@given(data=st.data(), game=texts(most=6))
def test_weights_make_phrases_and_interactions(data, game):
    table, tree = data.draw(tables(game.n_units)), game.tree
    found = drive(PartitionShap(samples=10**6), game, lookup(table))
    recursion = OwenMasks.of(tree)
    values = lookup(table)(recursion.masks)[:, 0]
    totals, together = recursion.effects @ values, recursion.interactions @ values
    nodes = {tuple(sorted(tree.units(node))): node for node in range(tree.n, 2 * tree.n - 1)}
    for group, interaction in zip(found.groups, found.diagnostics[0]["interactions"], strict=True):
        node = nodes[group.units]
        assert totals[node] == pytest.approx(group.scores[0], abs=1e-9)
        assert together[node - tree.n] == pytest.approx(interaction, abs=1e-9)


def test_contexts_drawn_leave_every_sum_as_it_is_and_come_near():
    tree = balanced(150)
    recursion, every = OwenMasks.of(tree, 10_000), OwenMasks.of(tree, 10**6)
    assert len(every.masks) == tree.evaluations > 3 * len(recursion.masks)
    assert 0 < len(recursion.known) < tree.n - 1 == len(every.known)
    values = [np.tanh(one.masks @ np.linspace(-0.1, 0.2, 150)) for one in (recursion, every)]
    totals, exact = recursion.effects @ values[0], every.effects @ values[1]
    np.testing.assert_allclose(totals[tree.children].sum(axis=1), totals[tree.n :], atol=1e-12)
    assert totals[tree.root] == pytest.approx(values[0][1] - values[0][0])
    assert np.abs(totals - exact)[:150].sum() < 0.1 * np.abs(exact[:150]).sum()
