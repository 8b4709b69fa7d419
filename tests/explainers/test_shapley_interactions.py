"""Interactions of two units against their definitions, the package shapiq, and games whose pairs are planted."""

import importlib
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explainers.shapley_interactions import ShapleyInteractions
from tests.examples import examples
from tests.explainers.driving import drive, game_of
from tests.explainers.shapley_toys import lookup, permuted, shapley_by_orders, tables


def together(table, n):
    """Each two units, and for every mask without both: its size and what the two add to it only together."""
    for first in range(n):
        for second in range(first + 1, n):
            both = 1 << first | 1 << second
            rest = np.array([mask for mask in range(2**n) if not mask & both])
            sizes = np.array([int(mask).bit_count() for mask in rest])
            yield sizes, table[rest | both] - table[rest | 1 << first] - table[rest | 1 << second] + table[rest]


def faithful(table, n):
    """(T, pairs) by the closed form for the highest order (Tsai, Yeh & Ravikumar 2023, equation 16, for two)."""
    weights = [6 * factorial(t + 1) * factorial(n - t - 1) / factorial(n + 1) for t in range(n - 1)]
    return np.array([np.take(weights, sizes) @ gains for sizes, gains in together(table, n)]).T


def taylor(table, n):
    """(T, pairs) by the definition (Sundararajan, Dhamdhere & Agarwal 2020, equation 4, for two)."""
    weights = [2 / (n * comb(n - 1, t)) for t in range(n - 1)]
    return np.array([np.take(weights, sizes) @ gains for sizes, gains in together(table, n)]).T


@pytest.mark.parametrize(("index", "definition"), [("faithful", faithful), ("taylor", taylor)])
@examples(25)
@given(data=st.data(), n=st.integers(2, 6))
def test_pairs_are_those_of_the_definition_and_scores_shapley_values(index, definition, data, n):
    table = data.draw(tables(n, 2))
    found = drive(ShapleyInteractions(index=index), game_of(n, 2), lookup(table))
    np.testing.assert_allclose(found.pairs, definition(table, n), atol=1e-8)
    np.testing.assert_allclose(found.scores, shapley_by_orders(table), atol=1e-8)
    assert found.standard_errors is None


@examples(25)
@given(data=st.data(), n=st.integers(2, 5))
def test_a_unit_of_taylor_is_alone_what_it_does_alone(data, n):
    table = data.draw(tables(n))
    found = drive(ShapleyInteractions(index="taylor"), game_of(n), lookup(table))
    first, second = np.triu_indices(n, 1)
    halves = (np.bincount(first, found.pairs[0], n) + np.bincount(second, found.pairs[0], n)) / 2
    np.testing.assert_allclose(found.scores[0] - halves, (table[1 << np.arange(n)] - table[0])[:, 0], atol=1e-8)


@examples(15)
@given(data=st.data(), n=st.integers(3, 5))
def test_pairs_follow_their_units_when_these_are_renamed(data, n):
    table, order = data.draw(tables(n)), data.draw(st.permutations(range(n)))
    for index in ("faithful", "taylor"):
        found = square(drive(ShapleyInteractions(index=index), game_of(n), lookup(table)), n)
        moved = square(drive(ShapleyInteractions(index=index), game_of(n), lookup(permuted(table, order))), n)
        np.testing.assert_allclose(moved[np.ix_(order, order)], found, atol=1e-8)


def square(found, n):
    """(n, n) of the first target."""
    whole = np.zeros((n, n))
    whole[np.triu_indices(n, 1)] = found.pairs[0]
    return whole + whole.T


@pytest.mark.slow
@pytest.mark.parametrize(("index", "peer"), [("faithful", "FSII"), ("taylor", "STII")])
def test_equal_to_shapiq(index, peer):
    n = 6
    shapiq = importlib.import_module("shapiq")
    table = np.random.default_rng(0).normal(size=2**n)
    game = shapiq.ExactComputer(game=lookup(table), n_players=n)
    expected = game(peer, order=2)
    found = drive(ShapleyInteractions(index=index), game_of(n), lookup(table))
    pairs = list(zip(*np.triu_indices(n, 1), strict=True))
    np.testing.assert_allclose(found.pairs[0], [expected[pair] for pair in pairs], atol=1e-8)


def planted(masks):
    """A sum, a pair that turns one another ("not", "good") and one that says the same twice."""
    kept = masks.astype(np.float64)
    alone = kept @ np.linspace(-1, 1, masks.shape[1])
    return alone - 3 * kept[:, 2] * kept[:, 3] + 1.5 * kept[:, 10] * kept[:, 13]


@pytest.mark.parametrize("index", ["faithful", "taylor"])
def test_planted_pairs_of_many_units_are_found_and_no_others(index):
    n = 20
    found = drive(ShapleyInteractions(index=index), game_of(n), planted)
    expected = np.zeros((n, n))
    expected[2, 3], expected[10, 13] = -3, 1.5
    np.testing.assert_allclose(found.pairs[0], expected[np.triu_indices(n, 1)], atol=1e-8)
    (told,) = found.diagnostics
    assert told["samples"] == 2048
    assert told["fidelity"] == pytest.approx(1)
    assert told["fidelity_alone"] < 0.99
    assert not told["exact"]


@pytest.mark.parametrize("index", ["faithful", "taylor"])
def test_what_four_do_together_is_estimated_within_its_error(index):
    n = 14

    def f(masks):
        return planted(masks) + 4 * np.all(masks[:, [4, 5, 6, 7]], axis=1)

    whole = drive(ShapleyInteractions(index=index, samples=2**n), game_of(n), f)
    runs = [drive(ShapleyInteractions(index=index), game_of(n), f, seed=seed) for seed in range(6)]
    expected = whole.pairs[0]
    assert whole.diagnostics[0]["exact"]
    for found in runs:
        np.testing.assert_allclose(found.pairs[0], expected, atol=0.4)
        np.testing.assert_allclose(found.scores[0], whole.scores[0], atol=0.12)
        assert found.diagnostics[0]["convergence_delta"] == pytest.approx(0, abs=1e-9)
    if index == "faithful":
        off = np.array([(found.pairs[0] - expected) / found.pair_errors[0] for found in runs])
        assert 0.5 < np.sqrt(np.mean(off**2)) < 1.6


def test_one_unit_has_no_pair():
    found = drive(ShapleyInteractions(), game_of(1), lambda masks: 2.0 + masks[:, 0])
    assert found.pairs.shape == (1, 0)
    np.testing.assert_allclose(found.scores, [[1.0]])


@pytest.mark.parametrize(
    ("settings", "n", "error", "match"),
    [
        ({}, 65, UnsupportedError, "64 at most; use larger units"),
        ({"samples": 300}, 30, InputError, "cannot tell 465 numbers"),
        ({"samples": 3}, 5, InputError, "4 to 65,536"),
        ({"index": "banzhaf"}, 5, InputError, "index"),
    ],
)
def test_what_is_refused(settings, n, error, match):
    with pytest.raises(error, match=match):
        drive(ShapleyInteractions(**settings), game_of(n), planted)
