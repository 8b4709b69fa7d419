"""The lasso path, its cap and the refit, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.linear_model import LinearRegression, Ridge, lars_path

from exegesis.surrogates.linear_path import linear_path
from exegesis.surrogates.rows import Rows
from tests.examples import examples
from tests.surrogates.toys import rows


def drawn(count: int, features: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    presence = rng.random((count, features)) < rng.uniform(0.2, 0.8, features)
    slopes = rng.normal(size=features) * (rng.random(features) < 0.4)
    return rows(presence, presence @ slopes + 0.2 * rng.normal(size=count), rng.uniform(0.1, 2.0, count))


@examples(40)
@given(st.integers(2, 40), st.integers(1, 25), st.integers(1, 12), st.integers(0, 10**6))
def test_no_surrogate_of_the_path_has_more_features_than_its_cap(n: int, features: int, cap: int, seed: int) -> None:
    path = linear_path(drawn(n, features, seed), cap, 0.0)
    assert len(path) == min(cap, features)
    for size, form in enumerate(path, 1):
        assert len(form.used) == len(form.features) <= size


@pytest.mark.parametrize("seed", range(5))
def test_the_features_are_those_of_sklearns_lasso_path(seed: int) -> None:
    data = drawn(60, 12, seed)
    root = np.sqrt(data.weights)
    numbers = data.presence.astype(float)
    centred = numbers - np.average(numbers, axis=0, weights=data.weights)
    values = data.values - np.average(data.values, weights=data.weights)
    _, _, path = lars_path(root[:, None] * centred, root * values, method="lasso")
    counts = (path != 0).sum(axis=0)
    for size, form in enumerate(linear_path(data, 8, 0.0), 1):
        last = np.flatnonzero(counts <= size)[-1]
        assert form.used == tuple(np.flatnonzero(path[:, last]))


@pytest.mark.parametrize(("ridge", "seed"), [(0.0, 0), (0.0, 1), (3.0, 2)])
def test_the_weights_are_a_weighted_refit_on_the_chosen(ridge: float, seed: int) -> None:
    data = drawn(60, 12, seed)
    weights = data.weights * (len(data) / data.weights.sum())
    peer = Ridge(alpha=ridge) if ridge else LinearRegression()
    for form in linear_path(data, 6, ridge):
        chosen = list(form.features)
        fit = peer.fit(data.presence[:, chosen], data.values, sample_weight=weights)
        assert form.weights == pytest.approx(fit.coef_, abs=1e-9)
        assert form.intercept == pytest.approx(fit.intercept_, abs=1e-9)


def test_sparse_rows_give_what_dense_ones_give() -> None:
    dense = drawn(50, 10, 3)
    sparse = Rows(csr_array(dense.presence.astype(np.int8)), dense.values, dense.weights, dense.groups)
    for one, other in zip(linear_path(dense, 6, 0.0), linear_path(sparse, 6, 0.0), strict=True):
        assert one.features == other.features
        assert one.weights == pytest.approx(other.weights)


def test_features_that_always_go_together_share_the_weight() -> None:
    one = np.array([0, 1] * 10)
    (first, second) = linear_path(rows(np.stack([one, one], axis=1), 3.0 * one + 1), 2, 0.0)
    for form in (first, second):
        assert sum(form.weights) == pytest.approx(3.0)
        assert form.intercept == pytest.approx(1.0)


def test_values_that_do_not_vary_use_no_feature() -> None:
    presence = np.random.default_rng(0).random((30, 4)) < 0.5
    (form,) = linear_path(rows(presence, np.full(30, 0.7)), 1, 0.0)
    assert form.features == ()
    assert form.intercept == pytest.approx(0.7)


def test_a_penalty_draws_weights_towards_nothing() -> None:
    data = drawn(60, 12, 4)
    plain, drawn_in = (linear_path(data, 5, ridge)[-1] for ridge in (0.0, 30.0))
    assert np.abs(drawn_in.weights).sum() < np.abs(plain.weights).sum()
