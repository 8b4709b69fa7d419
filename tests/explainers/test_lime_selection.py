import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explainers.lime_selection import forward, highest_weights, lasso_path, select
from exegesis.explainers.lime_surrogate import Near, WeightedRows
from exegesis.explainers.sampling.exhaustive import all_masks


def moments(masks, values):
    """Gram matrix, cross products and total of centred masks and values, all of weight 1."""
    rows, centred = masks - masks.mean(axis=0), values - values.mean()
    return rows.T @ rows, rows.T @ centred, float(centred @ centred)


def test_forward_takes_the_unit_that_explains_most_first():
    masks = all_masks(4)
    chosen = forward(*moments(masks, masks @ np.array([0.1, -3.0, 0.0, 1.0])), 3)
    assert chosen.tolist() == [1, 3, 0]


def test_forward_breaks_ties_by_position_whatever_the_noise():
    masks = all_masks(4)
    for seed in range(5):
        noise = np.random.default_rng(seed).normal(size=16) * 1e-7
        assert forward(*moments(masks, masks @ np.array([1.0, 2.0, 2.0, 1.0]) + noise), 4).tolist() == [1, 2, 0, 3]


def test_forward_does_not_take_what_is_explained_already():
    masks = np.column_stack([all_masks(3), all_masks(3)[:, 0]])  # unit 3 is unit 0 again
    chosen = forward(*moments(masks, masks @ np.array([3.0, 0.5, 1.0, 0.0])), 3)
    assert chosen.tolist() == [0, 2, 1]


def test_forward_lists_all_units_even_if_some_are_copies_or_never_vary():
    masks = np.column_stack([all_masks(2), all_masks(2)[:, 0], np.ones(4)])
    chosen = forward(*moments(masks, masks @ np.array([1.0, 2.0, 0.0, 0.0])), 4)
    assert sorted(chosen.tolist()) == [0, 1, 2, 3]


def test_forward_of_a_constant_goes_by_position():
    assert forward(*moments(all_masks(3), np.ones(8)), 2).tolist() == [0, 1]


def test_highest_weights_go_by_absolute_value_and_position():
    masks = all_masks(4)
    gram, cross, _ = moments(masks, masks @ np.array([1.0, -2.0, 0.5, 2.0]))
    assert highest_weights(gram, cross, 3).tolist() == [1, 3, 0]


@pytest.mark.parametrize("features", [1, 2, 3, 9])
def test_the_lasso_path_keeps_to_the_count(features):
    masks = all_masks(5)
    gram, cross, _ = moments(masks, masks @ np.array([0.3, -2.0, 0.0, 1.0, 0.0]))
    chosen = lasso_path(gram, cross, 32, features)
    assert len(chosen) <= features
    assert set([1, 3, 0][:features]) == set(chosen.tolist())


def test_the_lasso_path_of_a_constant_goes_by_position():
    gram, cross, _ = moments(all_masks(5), np.full(32, 0.3))
    assert lasso_path(gram, cross, 32, 2).tolist() == [0, 1]


def test_auto_changes_after_six_features():
    masks = all_masks(8)
    values = np.random.default_rng(0).normal(size=(256, 1))
    data = WeightedRows.library(Near.masks(masks, 25.0), values)
    six, seven = select(data, 0, 6, "auto"), select(data, 0, 7, "auto")
    assert six.tolist() == select(data, 0, 6, "forward").tolist()
    assert seven.tolist() == select(data, 0, 7, "highest_weights").tolist()
    assert select(data, 0, 3, "none").tolist() == list(range(8))


def test_an_unknown_selection_is_refused():
    data = WeightedRows.library(Near.masks(all_masks(2), 25.0), np.ones((4, 1)))
    with pytest.raises(InputError, match="Did you mean 'lasso_path'"):
        select(data, 0, 1, "lasso-path")
