import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.randomness import stream
from exegesis.explainers.sampling.subsets import drawn, subsets
from tests.examples import examples


def halves(chance):
    return np.full(len(chance), 2)


def test_subsets_have_the_sizes_asked_for():
    sizes = np.array([0, 1, 4, 5, 3])
    assert subsets(sizes, 5, stream(0, "a")).sum(axis=1).tolist() == sizes.tolist()


def test_every_subset_of_a_size_is_equally_likely():
    masks = subsets(np.full(60_000, 2), 4, stream(1, "a"))
    _, counts = np.unique(masks, axis=0, return_counts=True)
    assert len(counts) == 6
    np.testing.assert_allclose(counts, 10_000, rtol=0.05)  # five standard deviations


def test_drawn_subsets_of_a_size_are_equally_likely_too():
    masks = drawn(60_000, 4, stream(1, "a"), halves)
    _, counts = np.unique(masks, axis=0, return_counts=True)
    assert len(counts) == 6
    np.testing.assert_allclose(counts, 10_000, rtol=0.05)


@examples(30)
@given(n=st.integers(1, 12), fewer=st.integers(0, 600), more=st.integers(0, 300), seed=st.integers(0, 99))
def test_a_longer_draw_begins_with_the_shorter(n, fewer, more, seed):
    def size_of(chance):
        return (chance * (n + 1)).astype(np.int64)

    short, long = (drawn(rows, n, stream(seed, "a"), size_of) for rows in (fewer, fewer + more))
    np.testing.assert_array_equal(short, long[:fewer])


@pytest.mark.parametrize("size", [0, 3, 7])
def test_sizes_are_those_asked_for(size):
    masks = drawn(20, 7, stream(0, "a"), lambda chance: np.full(len(chance), size))
    assert (masks.sum(axis=1) == size).all()
