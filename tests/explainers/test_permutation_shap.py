import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.requests import Score
from exegesis.explainers.permutation_shap import PermutationShap
from tests.examples import examples
from tests.explainers.driving import drive, game_of
from tests.explainers.shapley_toys import lookup, shapley_by_orders, tables


def pairwise_game(n, seed):
    rng = np.random.default_rng(seed)
    weights, products = rng.normal(size=n), np.triu(rng.normal(size=(n, n)), 1)

    def f(masks):
        x = masks.astype(float)
        return 0.3 + x @ weights + np.einsum("bi,ij,bj->b", x, products, x)

    return f, weights + (products.sum(axis=0) + products.sum(axis=1)) / 2


def request_of(samples, n, seed=0):
    request = next(PermutationShap(samples=samples).explain(game_of(n), np.random.default_rng(seed)))
    assert isinstance(request, Score)
    return request.masks


@examples(40)
@given(data=st.data(), n=st.integers(1, 7), samples=st.integers(2, 60), seed=st.integers(0, 99))
def test_complete_at_any_budget(data, n, samples, seed):
    table = data.draw(tables(n, 2))
    found = drive(PermutationShap(samples=samples), game_of(n, 2), lookup(table), seed)
    np.testing.assert_allclose(found.scores.sum(axis=1), table[-1] - table[0], atol=1e-9)
    np.testing.assert_allclose(found.base_values, table[0])
    assert max(abs(d["convergence_delta"]) for d in found.diagnostics) < 1e-9


@pytest.mark.parametrize("n", [1, 2, 3, 30])
def test_one_order_is_exact_up_to_interactions_of_pairs(n):
    f, exact = pairwise_game(n, seed=n)
    found = drive(PermutationShap(samples=2), game_of(n), f, seed=5)
    np.testing.assert_allclose(found.scores[0], exact, atol=1e-9)


def test_converges_to_all_orders_within_its_standard_errors():
    table = np.random.default_rng(3).normal(size=(2**7, 1))
    exact = shapley_by_orders(table)
    found = drive(PermutationShap(samples=4000), game_of(7), lookup(table))
    assert found.diagnostics[0]["orders"] == 4000
    assert found.diagnostics[0]["samples"] == 2**7
    np.testing.assert_allclose(found.scores, exact, atol=0.05)
    assert (np.abs(found.scores - exact) < 4 * found.standard_errors).all()


@pytest.mark.slow
def test_standard_errors_are_the_spread_over_seeds():
    table = np.random.default_rng(4).normal(size=(2**12, 1))
    runs = [drive(PermutationShap(samples=46), game_of(12), lookup(table), seed) for seed in range(1000)]
    assert np.mean([run.diagnostics[0]["orders"] for run in runs]) < 2.1
    spread = np.std([run.scores[0] for run in runs], axis=0)
    told = np.sqrt(np.mean([run.standard_errors[0] ** 2 for run in runs], axis=0))
    np.testing.assert_allclose(told, spread, rtol=0.1)


@examples(40)
@given(n=st.integers(1, 12), samples=st.integers(2, 200), seed=st.integers(0, 99))
def test_no_mask_twice_and_no_more_than_said(n, samples, seed):
    masks = request_of(samples, n, seed)
    assert len(np.unique(masks, axis=0)) == len(masks)
    assert len(masks) <= PermutationShap(samples=samples).passes(game_of(n)).forward
    assert len(masks) <= max(samples, 2 * n)


@pytest.mark.parametrize(("samples", "asked"), [(2, 80), (157, 80), (158, 158), (159, 158)])
def test_an_order_that_does_not_fit_is_not_begun(samples, asked):
    assert len(request_of(samples, 40)) == asked


def test_each_order_is_walked_forwards_and_backwards():
    masks = request_of(20, 10)
    assert len(masks) == 20
    assert {tuple(mask) for mask in masks.tolist()} == {tuple(mask) for mask in (~masks).tolist()}
    sizes = np.bincount(masks.sum(axis=1))
    assert sizes.tolist() == [1, *[2] * 9, 1]


def test_masks_seen_before_leave_the_budget_for_more_orders():
    found = drive(PermutationShap(samples=30), game_of(4), lambda masks: masks.sum(axis=1))
    assert found.diagnostics[0]["samples"] == 16
    assert found.diagnostics[0]["orders"] == 30


def test_one_order_says_that_it_has_no_standard_errors():
    found = drive(PermutationShap(samples=20), game_of(10), lambda masks: masks.sum(axis=1))
    assert found.standard_errors is None
    assert "no standard errors; raise samples above 40" in found.warnings[0][0]
    enough = drive(PermutationShap(samples=40), game_of(10), lambda masks: masks.sum(axis=1))
    assert enough.warnings == ((),)
    np.testing.assert_allclose(enough.standard_errors, 0, atol=1e-12)


def test_a_long_text_is_walked_once():
    f, exact = pairwise_game(300, seed=0)
    found = drive(PermutationShap(samples=100), game_of(300), f)
    np.testing.assert_allclose(found.scores[0], exact, atol=1e-8)
    assert found.diagnostics[0]["samples"] == PermutationShap(samples=100).passes(game_of(300)).forward == 600


def test_seed_decides():
    f = lookup(np.random.default_rng(6).normal(size=(2**8, 1)))
    one, again, other = (drive(PermutationShap(samples=100), game_of(8), f, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.scores, again.scores)
    assert not np.array_equal(one.scores, other.scores)


@pytest.mark.parametrize("samples", [1, 0, 10.0, True])
def test_samples_are_checked(samples):
    with pytest.raises(InputError, match="samples must be a whole number, 2 or more"):
        PermutationShap(samples=samples)
