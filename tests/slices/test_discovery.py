"""Planted slices are found and hold; where nothing is planted nothing is claimed."""

import numpy as np
import pytest

from exegesis.slices import slices
from exegesis.slices.bits import unpacked
from exegesis.slices.discovery import discovered, half
from exegesis.slices.predicates.base import Predicate
from exegesis.slices.result import SliceReport
from tests.slices.worlds import world


def report(seed: int, **chances: float) -> tuple[SliceReport, np.ndarray]:
    made = world(seed, **chances)
    return slices(None, made.texts, columns=made.columns, outcomes=made.outcomes, explained=0), made.planted


@pytest.mark.slow
def test_a_planted_slice_is_found_by_its_own_terms() -> None:
    hits = 0
    for seed in range(6):
        found, planted = report(seed, inside=0.4)
        overlaps = [one for one in found.found if (unpacked(one.bits, 2000) == planted).all()]
        hits += any(
            one.direction == "fails" and set(one.terms) == {"label = positive", "genre = b"} for one in overlaps
        )
    assert hits >= 5


@pytest.mark.slow
def test_where_it_succeeds_is_found_too() -> None:
    found, planted = report(1, usual=0.35, inside=0.02)
    best = found.found[0]
    assert best.direction == "succeeds"
    assert (unpacked(best.bits, 2000) == planted).all()
    assert best.held.share.mean < best.elsewhere.share.mean


@pytest.mark.slow
def test_without_one_nothing_is_claimed() -> None:
    assert sum(bool(report(seed)[0].found) for seed in range(6)) <= 1


def test_the_halves_are_halves_and_hang_on_the_seed() -> None:
    assert half(101, 0).sum() == 50
    assert (half(100, 0) == half(100, 0)).all()
    assert (half(100, 0) != half(100, 1)).any()


def test_figures_by_hand() -> None:
    """8 rows; searched are the first 4. One term: rows 0, 1, 4, 5, of which 0, 1, 4 are marked, and 7 of the others."""
    marked = np.array([1, 1, 0, 0, 1, 0, 0, 1], bool)
    term = Predicate("x", "term", np.array([1, 1, 0, 0, 1, 1, 0, 0], bool))
    blind = discovered([term], marked, np.array([1, 1, 1, 1, 0, 0, 0, 0], bool), fewest=2)
    assert blind.slices == ()  # a G statistic of 5.5 is not enough to try it
    many = np.tile(marked, 30), np.tile(term.holds, 30)
    found = discovered([Predicate("x", "term", many[1])], many[0], np.arange(240) < 120, fewest=20).slices[0]
    assert (found.searched.rows, found.searched.marked) == (60, 45)
    assert (found.held.rows, found.held.marked, found.elsewhere.rows, found.elsewhere.marked) == (60, 45, 60, 15)
    assert found.p == pytest.approx(found.q)
    assert found.p < 1e-6
    assert found.holds
