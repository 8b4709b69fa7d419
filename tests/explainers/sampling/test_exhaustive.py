from math import comb

import numpy as np
import pytest

from exegesis.explainers.sampling.exhaustive import all_masks, all_of_size


def test_all_masks_of_two_units():
    assert all_masks(2).astype(int).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize("n", [1, 5, 10])
def test_all_masks_are_different_and_run_from_nothing_to_everything(n):
    masks = all_masks(n)
    assert masks.shape == (2**n, n)
    assert len(np.unique(masks, axis=0)) == 2**n
    assert not masks[0].any()
    assert masks[-1].all()


@pytest.mark.parametrize(("n", "size"), [(5, 0), (5, 1), (6, 3), (6, 6), (9, 4)])
def test_all_masks_of_a_size(n, size):
    masks = all_of_size(n, size)
    assert len(np.unique(masks, axis=0)) == len(masks) == comb(n, size)
    assert (masks.sum(axis=1) == size).all()
