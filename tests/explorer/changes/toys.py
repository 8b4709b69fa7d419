"""Shifts of the toy's attention."""

import numpy as np

from exegesis.explorer import AttentionShift, Shift, attention_shift
from exegesis.explorer.changes.records import StackShift, TokenPair
from tests.explorer.toys import layered, predicted, toy


def shift() -> Shift:
    """One token masked."""
    pairs = (TokenPair(0, 0, False), TokenPair(5, 5, True))
    heads = (StackShift("self", (np.array([0.25, 0.5]), np.array([0.0, 1.0]))),)
    states = (np.array([0.0, 1.5]), np.array([0.125, 2.0]))
    return Shift("masked: 'film'", predicted(), predicted(), pairs, heads, states, None, layered(), ("a note",))


def turned() -> AttentionShift:
    """One head of two looks that differ."""
    return attention_shift(toy(0), toy(1), [(1, 2)])
