import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explainers import exact_shap
from exegesis.explainers.exact_shap import ExactShap
from tests.examples import examples
from tests.explainers.driving import drive, game_of
from tests.explainers.shapley_toys import lookup, quiet_shap, shapley_by_orders, tables


@examples(40)
@given(data=st.data(), n=st.integers(1, 6))
def test_equals_the_mean_over_all_orders(data, n):
    table = data.draw(tables(n, 2))
    found = drive(ExactShap(), game_of(n, 2), lookup(table))
    np.testing.assert_allclose(found.scores, shapley_by_orders(table), atol=1e-9)
    np.testing.assert_allclose(found.base_values, table[0])
    assert [d["evaluations"] for d in found.diagnostics] == [2**n] * 2
    assert max(abs(d["convergence_delta"]) for d in found.diagnostics) < 1e-9


@pytest.mark.slow
def test_equals_shap():
    n, shap = 7, quiet_shap()
    table = np.random.default_rng(0).normal(size=(2**n, 3))
    peer = shap.explainers.Exact(lookup(table), np.zeros((1, n)))(np.ones((1, n)))
    found = drive(ExactShap(), game_of(n, 3), lookup(table))
    np.testing.assert_allclose(found.scores, peer.values[0].T, atol=1e-9)


def test_a_hand_worked_game():
    """Glove game: one left glove (0), two right ones (1, 2); a pair is worth 1."""
    found = drive(ExactShap(), game_of(3), lambda masks: masks[:, 0] & (masks[:, 1] | masks[:, 2]))
    np.testing.assert_allclose(found.scores, [[2 / 3, 1 / 6, 1 / 6]])


def test_large_constant_leaves_the_digits():
    weights = np.arange(-3.0, 4.0) / 4  # sums with 2^30 are exact
    found = drive(ExactShap(), game_of(7), lambda masks: 2.0**30 + masks @ weights)
    np.testing.assert_allclose(found.scores[0], weights, atol=1e-12)


def test_asks_in_parts_and_for_each_mask_once(monkeypatch):
    monkeypatch.setattr(exact_shap, "_ROWS_AT_ONCE", 24)
    table = np.random.default_rng(1).normal(size=(64, 1))
    asked = []

    def f(masks):
        asked.append(masks)
        return lookup(table)(masks)

    found = drive(ExactShap(), game_of(6), f)
    assert [len(masks) for masks in asked] == [24, 24, 16]
    assert len(np.unique(np.concatenate(asked), axis=0)) == 64
    np.testing.assert_allclose(found.scores, shapley_by_orders(table), atol=1e-9)


def test_too_many_units_are_refused_with_what_to_do():
    message = r"2\^17 passes for 17 units.*16 units; use partition_shap, or larger units .of a text, unit='sentence'"
    with pytest.raises(UnsupportedError, match=message):
        drive(ExactShap(), game_of(17), lambda masks: masks.sum(axis=1))
    with pytest.raises(UnsupportedError, match=message):
        ExactShap().passes(game_of(17))
    with pytest.raises(UnsupportedError):
        ExactShap(limit=3).passes(game_of(4))
    assert ExactShap(limit=17).passes(game_of(17)).forward == 2**17


@pytest.mark.parametrize("limit", [0, 31, 2.0, True])
def test_limit_is_checked(limit):
    with pytest.raises(InputError, match="limit must be a whole number"):
        ExactShap(limit=limit)
