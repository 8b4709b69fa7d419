"""The axioms that characterise Shapley and Owen values, at full budget."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.explainers.exact_shap import ExactShap
from exegesis.explainers.partition_shap import PartitionShap
from exegesis.explainers.permutation_shap import PermutationShap
from tests.examples import examples
from tests.explainers.driving import drive
from tests.explainers.shapley_toys import lookup, permuted, tables, texts

# Permutation SHAP is held to them with few orders: they hold for any fixed set of orders, so for its estimates too.
METHODS = [ExactShap(), PartitionShap(samples=10**6), PermutationShap(samples=40)]
pytestmark = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
quickly = examples(30)


@quickly
@given(data=st.data(), game=texts(n_targets=2))
def test_completeness(method, data, game):
    table = data.draw(tables(game.n_units, 2))
    found = drive(method, game, lookup(table))
    np.testing.assert_allclose(found.scores.sum(axis=1), table[-1] - table[0], atol=1e-9)


@quickly
@given(data=st.data(), game=texts())
def test_dummy(method, data, game):
    """A unit that adds the same to every set of others scores just that; one that adds nothing scores 0."""
    table = data.draw(tables(game.n_units))
    dummy = data.draw(st.integers(0, game.n_units - 1))
    worth = data.draw(st.sampled_from([0.0, 1.5, -2.0]))
    rest = lookup(table)

    def f(masks):
        others = masks.copy()
        others[:, dummy] = False
        return rest(others)[:, 0] + worth * masks[:, dummy]

    assert drive(method, game, f).scores[0, dummy] == pytest.approx(worth, abs=1e-9)


@quickly
@given(data=st.data(), game=texts())
def test_linearity(method, data, game):
    one, two = data.draw(tables(game.n_units)), data.draw(tables(game.n_units))
    a, b = data.draw(st.floats(-3, 3)), data.draw(st.floats(-3, 3))
    scores = [drive(method, game, lookup(table)).scores for table in (one, two, a * one + b * two)]
    np.testing.assert_allclose(scores[2], a * scores[0] + b * scores[1], atol=1e-8)


@quickly
@given(data=st.data(), game=texts())
def test_consistency(method, data, game):
    """When a unit comes to add at least as much to every set of others, its score does not fall."""
    table = data.draw(tables(game.n_units))
    unit = data.draw(st.integers(0, game.n_units - 1))
    more = np.abs(data.draw(tables(game.n_units)))
    numbers = np.arange(len(table))
    raised = np.where(((numbers >> unit) & 1)[:, None], table + more, table)
    before, after = (drive(method, game, lookup(values)).scores[0, unit] for values in (table, raised))
    assert after >= before - 1e-9


@quickly
@given(data=st.data(), game=texts(n_targets=3))
def test_targets_share_passes_and_nothing_else(method, data, game):
    table = data.draw(tables(game.n_units, 3))
    together = drive(method, game, lookup(table)).scores
    for target in range(3):
        alone = drive(method, replace(game, n_targets=1), lookup(table[:, [target]])).scores
        np.testing.assert_allclose(together[target], alone[0], atol=1e-12)


@quickly
@given(data=st.data(), game=texts())
def test_symmetry(method, data, game):
    """Units that play the same part score the same: all of them (exact), those of one phrase of two (partition)."""
    pairs = _symmetric_pairs(method, game)
    if not pairs:
        return
    one, two = data.draw(st.sampled_from(pairs))
    table = data.draw(tables(game.n_units))
    swapped = np.arange(game.n_units)
    swapped[[one, two]] = two, one
    scores = drive(method, game, lookup(table + permuted(table, swapped))).scores[0]
    assert scores[one] == pytest.approx(scores[two], abs=1e-9)


def _symmetric_pairs(method, game):
    n = game.n_units
    if isinstance(method, ExactShap):
        return [(one, two) for one in range(n) for two in range(one)]
    if isinstance(method, PartitionShap):
        found = drive(method, game, lambda masks: masks.sum(axis=1))
        return [group.units for group in found.groups if len(group.units) == 2]
    return [(0, 1)] if n == 2 else []  # one order both ways is all orders of two
