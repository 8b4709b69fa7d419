"""Accumulated local effects against what they are for functions whose effects are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exegesis.core.types import Floats, Integers
from exegesis.dependence.accumulated import FEWEST, accumulated, edges_of


def columns(rows: int = 4000) -> tuple[Floats, Floats]:
    """Two that go together: the second is nearly the first."""
    rng = np.random.default_rng(0)
    first = rng.uniform(0, 2, rows)
    return first, first + 0.05 * rng.normal(size=rows)


def test_a_sum_gives_the_term_of_the_column_but_for_its_mean() -> None:
    """Exactly, whatever goes with it."""
    first, second = columns()
    edges = edges_of(first, 20)
    found = accumulated(first, edges, lambda rows, values: np.sin(3 * values) + second[rows] ** 2)
    expected = np.sin(3 * edges)
    np.testing.assert_allclose(np.diff(found.effect), np.diff(expected), atol=1e-12)
    weights = (found.counts @ ((found.effect[:-1] + found.effect[1:]) / 2)) / len(first)
    assert weights == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(found.errors, 0, atol=1e-12)


def test_a_product_of_columns_that_go_together_gives_half_the_square() -> None:
    """d(xy)/dx = y, which is x here, and its integral is x^2 / 2: where partial dependence gives x times a mean."""
    first, second = columns()
    edges = edges_of(first, 40)
    found = accumulated(first, edges, lambda rows, values: values * second[rows])
    expected = edges**2 / 2
    np.testing.assert_allclose(found.effect - found.effect[0], expected - expected[0], atol=0.01)
    assert (found.errors[1:] > 0).all()


def test_a_column_that_the_function_leaves_aside_has_no_effect_though_it_goes_with_one() -> None:
    first, second = columns()
    found = accumulated(first, edges_of(first, 20), lambda rows, values: second[rows] ** 3)
    np.testing.assert_allclose(found.effect, 0, atol=1e-12)


def test_places_of_ordered_categories_are_edges() -> None:
    """low, mid, high: each row is moved to its own place and the one below."""
    places = np.array([0.0] * 5 + [1.0] * 10 + [2.0] * 5)
    worth = np.array([1.0, 4.0, 5.0])
    found = accumulated(places, np.arange(3.0), lambda rows, values: worth[values.astype(int)])
    np.testing.assert_allclose(np.diff(found.effect), [3, 1])


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(0, 12), min_size=1, max_size=80),
    bins=st.integers(1, 30),
)
def test_every_bin_has_rows_enough_and_the_ends_stay(values: list[int], bins: int) -> None:
    given = np.array(values, dtype=np.float64)
    edges = edges_of(given, bins)
    assert (edges[0], edges[-1]) == (given.min(), given.max())
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= bins + 1
    counts = accumulated(given, edges, lambda rows, values: values).counts
    assert counts.sum() == (len(given) if len(edges) > 1 else 0)
    assert len(edges) <= 2 or counts.min() >= FEWEST


def test_each_row_moves_to_the_ends_of_its_own_bin_alone() -> None:
    asked: list[tuple[int, float]] = []

    def answers(rows: Integers, values: Floats) -> Floats:
        asked.extend(zip(rows.tolist(), values.tolist(), strict=True))
        return values

    accumulated(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 3.0]), answers)
    assert sorted(asked) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (2, 3), (3, 1), (3, 3)]
