"""An integral by halving: exact where the rule is, near elsewhere, and no node twice."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.types import Floats
from exegesis.explainers.path_halving import GRID, Halving, Node

Slope = Callable[[int, float], Floats]  # (path, how far along it) -> (P,)


def integrated(slope: Slope, change: float, paths: int = 1, tolerance: float = 0.01, most: int = 256) -> Halving:
    made, at = Halving(change, tolerance, paths, most), dict[Node, Floats]()
    while wanted := made.wanted():
        at.update({node: slope(node[0], node[1] / GRID) for node in wanted if node not in at})
        made.take(at)
    assert made.reached.steps == len({node for node in at if 0 < node[1] < GRID}) // paths
    return made


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6))
def test_polynomials_of_the_fifth_degree_are_exact_at_once_where_simpsons_are_near(coefficients: list[float]) -> None:
    curve = np.polynomial.Polynomial(coefficients)
    exact = float(curve.integ()(1))
    found = integrated(lambda _, s: np.array([curve(s), -2 * curve(s)]), -exact).reached
    np.testing.assert_allclose(found.scores, [exact, -2 * exact], atol=1e-9)


def test_a_bend_is_found_and_looked_at_closely() -> None:
    bend = lambda s: 1 / (1 + np.exp(-60 * (s - 0.3)))  # noqa: E731
    slope = lambda _, s: np.array([60 * bend(s) * (1 - bend(s)), 1.0])  # noqa: E731
    change = bend(1.0) - bend(0.0) + 1
    made = integrated(slope, change)
    np.testing.assert_allclose(made.reached.scores, [change - 1, 1], atol=0.02)
    assert made.reached.done
    narrow = [one for one in made._stretches if one.stop - one.start < GRID // 8]
    assert narrow
    assert all(0.1 < one.start / GRID < 0.5 for one in narrow)


def test_paths_are_averaged() -> None:
    found = integrated(lambda path, s: np.array([(path + 1) * s]), 0.75, paths=2).reached
    np.testing.assert_allclose(found.scores, [0.75])


def test_a_finer_tolerance_takes_more_steps_and_is_nearer() -> None:
    slope = lambda _, s: np.array([np.exp(-20 * s) * 20])  # noqa: E731
    exact = 1 - np.exp(-20)
    rough, fine = (integrated(slope, exact, tolerance=tolerance).reached for tolerance in (0.05, 1e-4))
    assert rough.steps < fine.steps
    assert abs(fine.scores[0] - exact) < 1e-4 < abs(rough.scores[0] - exact)


@pytest.mark.parametrize("most", [16, 40, 100])
def test_what_cannot_be_found_ends_with_the_steps(most: int) -> None:
    jump = lambda _, s: np.array([1.0])  # noqa: E731 - and the value has a jump besides, which no gradient shows
    found = integrated(jump, 2.0, most=most).reached
    assert not found.done
    assert most - 4 < found.steps <= most
    assert "miss the change" in found.words(0.0, False)[0]


def test_a_path_that_has_no_scores_is_done_at_once() -> None:
    assert integrated(lambda _, s: np.zeros(3), 0.0).reached.steps == 7


def test_a_grid_that_can_be_halved_no_more_ends_it() -> None:
    found = integrated(lambda _, s: np.array([1.0 if s < 1e-9 else 0.0]), 1.0, most=10_000).reached
    assert not found.done
    assert found.steps < 10_000
