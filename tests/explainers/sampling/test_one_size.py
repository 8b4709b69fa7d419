import numpy as np
import pytest

from exegesis.core.randomness import stream
from exegesis.explainers.sampling.one_size import distinct, every, how_many
from exegesis.explainers.sampling.paired import with_complements

SIZES = [(6, 2, True), (6, 3, True), (6, 3, False), (7, 3, True), (5, 4, False)]


@pytest.mark.parametrize(("n", "size", "paired"), SIZES)
def test_every_one_is_there_once(n, size, paired):
    masks = every(n, size, paired=paired)
    assert len(masks) == how_many(n, size, paired=paired)
    both = with_complements(masks) if paired else masks
    assert len(np.unique(both, axis=0)) == len(both)


def test_pairs_of_the_middle_size_are_counted_once():
    assert how_many(6, 3, paired=True) == 10
    assert how_many(6, 3, paired=False) == 20
    assert every(6, 3, paired=True)[:, 0].all()


@pytest.mark.parametrize(("n", "size", "paired"), [*SIZES, (30, 15, True), (40, 3, False)])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_distinct_draws_do_not_repeat(n, size, paired, count):
    masks = distinct(n, size, count, stream(0, "a"), paired=paired)
    both = with_complements(masks) if paired else masks
    assert len(masks) == count
    assert len(np.unique(both, axis=0)) == len(both)


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 6])  # 15 in all: by rejection, and by choice from the list
def test_distinct_draws_are_all_equally_likely(count):
    drawn = [distinct(6, 2, count, stream(seed, "a"), paired=True) for seed in range(4000)]
    _, counts = np.unique(np.concatenate(drawn), axis=0, return_counts=True)
    assert len(counts) == 15
    np.testing.assert_allclose(counts, 4000 * count / 15, rtol=0.2)
