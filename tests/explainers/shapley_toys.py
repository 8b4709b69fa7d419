"""Games given by a table of values, and their Shapley and Owen values by walking every order."""

import importlib
import warnings
from functools import partial
from itertools import permutations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exegesis.data.requests import Game
from exegesis.data.tree import UnitTree
from exegesis.modalities.text.tree import text_tree

# Texts of these make trees of every shape.
UNITS = ("the", "not", "film", "good", "play", ",", ".", "(", ")", '"', "but", "!", "-", "I", "影", "…", ":", "n't")
GAPS = ("", " ", "\n", "\n\n")


def lookup(table):
    """The game whose values for a mask are the table's row at the mask's number: (2^n,) or (2^n, T)."""
    return lambda masks: np.asarray(table)[np.asarray(masks, dtype=int) @ (1 << np.arange(masks.shape[1]))]


def tables(n, n_targets=1):
    """Any game of n units: (2^n, T) values."""
    values = st.floats(-10, 10, allow_subnormal=False, width=32)
    return arrays(np.float64, (2**n, n_targets), elements=values)


@st.composite
def texts(draw, most=6, n_targets=1):
    """Any short text, as a game."""
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=most))
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(units) - 1, max_size=len(units) - 1))
    return text_game(units, gaps, n_targets)


def text_game(units, gaps=(), n_targets=1):
    """A text, as a game whose tree is its phrases."""
    grow = partial(text_tree, units, gaps)
    return Game(units=tuple(units), gaps=tuple(gaps), n_targets=n_targets, grow=grow)


def mean_over(orders, table):
    """(T, n): what each unit adds, averaged over these orders of all units."""
    scores = np.zeros((table.shape[1], len(orders[0])))
    for order in orders:
        number = 0
        for unit in order:
            scores[:, unit] += table[number | 1 << unit] - table[number]
            number |= 1 << unit
    return scores / len(orders)


def shapley_by_orders(table):
    """(T, n) from the table (2^n, T): the mean over all n! orders."""
    return mean_over(list(permutations(range(len(table).bit_length() - 1))), table)


def owen_by_orders(table, tree: UnitTree):
    """(T, n): the mean over the 2^(n-1) orders that keep every node of the tree together."""

    def orders(node):
        if node < tree.n:
            return [[node]]
        left, right = (orders(child) for child in tree.children[node - tree.n])
        return [one + two if first else two + one for one, two, first in product(left, right, (True, False))]

    return mean_over(orders(tree.root), table)


def permuted(table, order):
    """The table of the same game with its units renamed: unit i is now called order[i]."""
    n = len(order)
    numbers = np.arange(2**n)
    renamed = sum(((numbers >> old) & 1) << new for old, new in enumerate(order))
    moved = np.empty_like(table)
    moved[renamed] = table
    return moved


def quiet_shap() -> Any:
    """The package shap, whose import warns of others' deprecations."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("shap")
