import time

import numpy as np
import pytest

from exegesis.core.randomness import stream
from exegesis.explainers.sampling.uniform import kept_uniform, removed_uniform


@pytest.mark.parametrize("draw", [kept_uniform, removed_uniform])
@pytest.mark.parametrize("samples", [2, 3, 10, 11])
@pytest.mark.parametrize("paired", [False, True])
def test_the_original_stands_first_and_the_count_is_exact(draw, samples, paired):
    masks = draw(7, samples, stream(0, "a"), paired=paired)
    assert masks.shape == (samples, 7)
    assert masks.dtype == np.bool_
    assert masks[0].all()


@pytest.mark.parametrize("draw", [kept_uniform, removed_uniform])
def test_paired_masks_are_followed_by_their_complements(draw):
    masks = draw(6, 101, stream(0, "a"), paired=True)[1:]
    np.testing.assert_array_equal(masks[0::2], ~masks[1::2])


def _kept_shares(masks):
    return np.bincount(masks[1:].sum(axis=1), minlength=masks.shape[1] + 1) / (len(masks) - 1)


@pytest.mark.parametrize(
    ("draw", "paired", "shares"),
    [
        (kept_uniform, False, [0, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 0]),
        (kept_uniform, True, [0, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 0]),
        (removed_uniform, False, [1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 0]),
        (removed_uniform, True, [1 / 10, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 10]),
    ],
)
def test_sizes_are_distributed_as_said(draw, paired, shares):
    found = _kept_shares(draw(5, 80_001, stream(3, "a"), paired=paired))
    np.testing.assert_allclose(found, shares, atol=0.008)


def test_the_same_seed_gives_the_same_masks():
    first, again, other = (removed_uniform(9, 50, stream(seed, "a")) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_many_masks_are_drawn_fast():
    start = time.process_time()
    removed_uniform(300, 15_000, stream(0, "a"), paired=True)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize("draw", [kept_uniform, removed_uniform])
@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("fewer", [2, 3, 300, 511, 513, 900])
def test_more_samples_begin_with_the_rows_of_fewer(draw, paired, fewer):
    longer = draw(9, 1200, stream(4, "a"), paired=paired)
    np.testing.assert_array_equal(draw(9, fewer, stream(4, "a"), paired=paired), longer[:fewer])
