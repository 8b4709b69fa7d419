"""Trees of every depth, against scikit-learn's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.tree import DecisionTreeRegressor

from exegesis.surrogates.rows import Rows
from exegesis.surrogates.tree_path import tree_path
from tests.examples import examples
from tests.surrogates.toys import rows


def drawn(seed: int, count: int = 80, features: int = 7) -> Rows:
    rng = np.random.default_rng(seed)
    return rows(rng.random((count, features)) < 0.5, rng.normal(size=count), rng.uniform(0.1, 2.0, count))


@pytest.mark.parametrize("seed", range(4))
def test_every_depth_is_what_sklearn_grows_to_that_depth(seed: int) -> None:
    data = drawn(seed)
    for depth, tree in enumerate(tree_path(data, 4, 5), 1):
        peer = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=5, random_state=0)
        peer.fit(data.presence, data.values, sample_weight=data.weights)
        assert tree.values(data.presence) == pytest.approx(peer.predict(data.presence), abs=1e-5)
        assert (tree.depth, tree.leaves) == (peer.get_depth(), peer.get_n_leaves())


@examples(30)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 20))
def test_depth_and_leaves_keep_to_their_bounds(seed: int, cap: int, least: int) -> None:
    data = drawn(seed, 50)
    for depth, tree in enumerate(tree_path(data, cap, least), 1):
        assert tree.depth <= depth
        leaves = [node for node in tree.nodes if node.is_leaf]
        assert len(leaves) == tree.leaves <= 2**depth
        assert sum(leaf.rows for leaf in leaves) == 50
        assert min(leaf.rows for leaf in leaves) >= min(least, 25)


def test_sparse_rows_give_the_same_tree() -> None:
    dense = drawn(9)
    sparse = Rows(csr_array(dense.presence.astype(np.int8)), dense.values, dense.weights, dense.groups)
    for one, other in zip(tree_path(dense, 3, 5), tree_path(sparse, 3, 5), strict=True):
        assert [node.feature for node in one.nodes] == [node.feature for node in other.nodes]
        assert [node.value for node in one.nodes] == pytest.approx([node.value for node in other.nodes])


def test_values_that_do_not_vary_make_a_single_leaf() -> None:
    (tree,) = tree_path(rows(np.random.default_rng(0).random((30, 4)) < 0.5, np.full(30, 0.7)), 1, 1)
    assert (tree.depth, tree.leaves) == (0, 1)
    assert tree.nodes[0].value == pytest.approx(0.7)


def test_noise_of_batching_does_not_flip_a_split() -> None:
    data = drawn(5)
    rng = np.random.default_rng(1)
    moved = rows(data.presence, data.values + 1e-8 * rng.normal(size=len(data)), data.weights)
    for one, other in zip(tree_path(data, 4, 5), tree_path(moved, 4, 5), strict=True):
        assert [node.feature for node in one.nodes] == [node.feature for node in other.nodes]
