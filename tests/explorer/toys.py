"""Attention drawn at random, and small models that look at texts."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from exegesis.data.records import Target
from exegesis.explorer import AttentionView, HeadTable, LayerPredictions, Look, Neurons, Predictions, look_at
from exegesis.explorer.inside.records import LayerGuesses, TokenGuesses, TokenLayers, TopGuess

TOKENS = ["[CLS]", "an", "un", "##believ", "##able", "film", "[SEP]"]
WORDS = [None, 0, 1, 1, 1, 2, None]


def random_weights(
    layers: int = 3, heads: int = 2, rows: int = 7, columns: int = 7, seed: int = 0
) -> NDArray[np.float32]:
    """(layers, heads, rows, columns), each row a share of 1, some of it tiny."""
    logits = np.random.default_rng(seed).normal(0, 3, (layers, heads, rows, columns))
    powers = np.exp(logits)
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


def toy(seed: int = 0) -> Look:
    """Seven tokens, two of them special, three of one word."""
    return look_at(random_weights(seed=seed), TOKENS, special=("[CLS]", "[SEP]"), words=WORDS, name="toy")


def view() -> AttentionView:
    """Two heads against one another, special tokens left out."""
    return toy().without_special().mix({(1, 1): 1.0, (3, 2): -0.5})


def neurons() -> Neurons:
    """One pair of the toy's tokens, its vectors drawn at random; the last column is masked."""
    query, *keys = np.random.default_rng(0).normal(size=(8, 4))
    dots, biases = np.array(keys) @ query, np.array([0.0] * 6 + [np.nan])
    powers = np.nan_to_num(np.exp(0.5 * dots + biases))
    tokens = toy().rows
    place = ("toy", "an unbelievable film", "self", 1, 2, tokens[1], tokens, 3)
    return Neurons(*place, query, keys[3], "turned", 0.5, "distance", dots, biases, powers / powers.sum())


_GUESSES = (TopGuess("film", "film", 9, 0.5, 1), TopGuess("ing", "##ing", 12, 0.25, 2))


def predicted() -> Predictions:
    """Words at one of the toy's tokens."""
    place = TokenGuesses(5, _GUESSES, _GUESSES[0], _GUESSES[:1], _GUESSES[1])
    return Predictions("toy", "masked-lm", "an unbelievable film", "probability", toy().rows, (place,), ("short",))


def layered() -> LayerPredictions:
    """A class through two layers."""
    layers = tuple(
        LayerGuesses(n, (TopGuess("good", None, 1, 0.5 + n / 4, 1),), TopGuess("good", None, 1, 1.0, 1)) for n in (0, 1)
    )
    place = (TokenLayers(None, layers),)
    return LayerPredictions("toy", "classification", "an unbelievable film", "probability", toy().rows, place)


def heads() -> HeadTable:
    """The toy's heads, with an importance made up."""
    rows = tuple(replace(row, gradient=0.5, silenced=-0.25) for row in toy().heads())
    return HeadTable("toy", "an unbelievable film", "self", rows, Target("good", 0, "log-probability"), -0.5)
