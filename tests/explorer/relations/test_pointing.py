"""Words from pieces and the words pointed to, against loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.statistics import resampled_ratios
from exegesis.explorer.relations.pointing import NOWHERE, pointed
from exegesis.explorer.relations.recall import Half, measured
from exegesis.explorer.relations.sentences import Cases, RelationCase


def by_loops(weights: np.ndarray, pieces: list[list[int]]) -> np.ndarray:  # type: ignore[type-arg]
    layers, heads = weights.shape[:2]
    found = np.full((len(pieces), layers * heads), NOWHERE)
    for row, own in enumerate(pieces):
        for head in range(layers * heads):
            matrix = weights[divmod(head, heads)]
            best = 0.0
            for column, places in enumerate(pieces):
                given = sum(matrix[one, other] for one in own for other in places)
                if row != column and given > best:
                    best, found[row, head] = given, column
    return found


@given(st.integers(0, 2**16), st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_pieces_are_summed_and_averaged(seed: int, sizes: list[int]) -> None:
    places = iter(range(1, sum(sizes) + 1))  # position 0 and the last belong to no word
    pieces = [[next(places) for _ in range(size)] for size in sizes]
    weights = np.random.default_rng(seed).random((2, 3, sum(sizes) + 2, sum(sizes) + 2)).astype(np.float32)
    np.testing.assert_array_equal(pointed(weights, pieces), by_loops(weights, pieces))


def test_words_that_give_nothing_point_nowhere() -> None:
    weights = np.tril(np.ones((1, 1, 3, 3), dtype=np.float32))
    np.testing.assert_array_equal(pointed(weights, [[0], [1], [2]])[:, 0], [NOWHERE, 0, 0])


CASES = Cases.of(
    [
        (0, 0, RelationCase(0, (1, 2))),
        (0, 0, RelationCase(2, (0,), 0)),
        (1, 3, RelationCase(1, (0,), 2)),
        (3, 6, RelationCase(0, (2, 3), 3)),
    ]
)


def test_hits_and_offsets_by_hand() -> None:
    pointed_to = np.array([[2, 0], [9, 9], [0, 1], [9, 9], [0, 0], [9, 9], [3, 9]], dtype=np.int16)
    half = Half.of(CASES, pointed_to)
    np.testing.assert_array_equal(half.right, [[True, False], [True, False], [True, True], [True, False]])
    np.testing.assert_array_equal(half.recalls, [1, 0.25])
    assert half.best_offset() == (2, 0.5)  # of the first and the last case
    np.testing.assert_array_equal(half.at_offset(2), [1, 0, 0, 1])
    np.testing.assert_array_equal(CASES.guessed, [0, 1, 0, 1])


def test_a_head_is_measured_over_sentences() -> None:
    right = np.array([[True], [False], [True], [True]])
    found = measured(Half(CASES, right), 0, CASES.guessed, 0, "x")
    assert (found.recall.mean, found.base.mean, found.margin.mean) == (0.75, 0.5, 0.25)
    assert found.recall.low == 0.5  # the first sentence alone, of whose two cases one is right
    assert (found.margin.low, found.margin.high) == (0.0, 1.0)


def test_ratios_are_of_sums() -> None:
    drawn = resampled_ratios(np.array([[1.0], [9.0]]), np.array([1.0, 99.0]), 0, "x")
    assert set(np.round(drawn[:, 0], 6)) == {1.0, 0.1, round(9 / 99, 6)}
    assert drawn.shape == (1000, 1)
    assert drawn[:, 0].tolist() == pytest.approx(
        resampled_ratios(np.array([[1.0], [9.0]]), np.array([1.0, 99.0]), 0, "x")[:, 0].tolist()
    )
