import numpy as np

from exegesis.explainers.sampling.paired import draw_numbers, with_complements


def test_each_mask_is_followed_by_its_complement():
    masks = np.array([[True, False, True], [False, False, True]])
    assert with_complements(masks).astype(int).tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 1], [1, 1, 0]]


def test_no_masks_have_no_complements():
    assert with_complements(np.zeros((0, 4), dtype=bool)).shape == (0, 4)


def test_two_rows_of_a_pair_share_one_draw():
    assert draw_numbers(5, paired=True).tolist() == [0, 0, 1, 1, 2]
    assert draw_numbers(3, paired=False).tolist() == [0, 1, 2]
