"""Shallow decision trees of every depth: one regression tree (CART, squared error) grown to the cap, then cut.

CART is greedy, so the tree of depth d is the tree of depth d + 1 without its last questions: the whole curve over
depths costs one fit.
"""

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.tree import DecisionTreeRegressor

from exegesis.core.types import Floats
from exegesis.surrogates.rows import Rows
from exegesis.surrogates.tree import Node, Tree

_DECIMALS = 6  # choices are made on rounded values, which batching cannot flip
_LEAST_GAIN = 1e-9  # of the whole variance; less is a rounding error


def tree_path(rows: Rows, cap: int, least_rows: int) -> list[Tree]:
    """The trees of depth at most 1..`cap`; no leaf has fewer than `least_rows` rows."""
    largest = float(np.abs(rows.values).max(initial=0.0)) or 1.0
    values = np.round(rows.values / largest, _DECIMALS)
    grown = DecisionTreeRegressor(
        max_depth=cap,
        min_samples_leaf=max(1, min(least_rows, len(rows) // 2)),
        min_impurity_decrease=_LEAST_GAIN * float(np.var(values)),
        random_state=0,  # orders equally good questions; rows are drawn elsewhere
    ).fit(_numbers(rows), values, sample_weight=rows.weights)
    whole = _read(grown.tree_, _means(rows, grown))
    return [whole.cut(depth) for depth in range(1, cap + 1)]


def _numbers(rows: Rows) -> Any:
    """Presence as sklearn's trees read it: float32, sparse ones by columns under 32-bit indices."""
    if not issparse(rows.presence):
        return rows.presence.astype(np.float32)
    columns = rows.presence.tocsc().astype(np.float32)
    columns.indices, columns.indptr = columns.indices.astype(np.int32), columns.indptr.astype(np.int32)
    return columns


def _means(rows: Rows, grown: DecisionTreeRegressor) -> Floats:
    """(nodes,) the weighted mean of the values, not rounded, of the rows that come by each node."""
    passes = grown.decision_path(_numbers(rows)).T  # (nodes, B)
    return np.asarray(passes @ (rows.weights * rows.values) / (passes @ rows.weights))


def _read(grown: Any, means: Floats) -> Tree:
    """sklearn's arrays as nodes; sklearn numbers them in preorder too, the absent side (0 <= 0.5) first."""
    nodes = []
    for place in range(grown.node_count):
        value, count = float(means[place]), int(grown.n_node_samples[place])
        if grown.children_left[place] < 0:
            nodes.append(Node(value, count))
        else:
            ways = int(grown.children_left[place]), int(grown.children_right[place])
            nodes.append(Node(value, count, int(grown.feature[place]), *ways))
    return Tree(tuple(nodes))
