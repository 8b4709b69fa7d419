"""Neighbours through the layers and under two models, against what `nearest` gives."""

from itertools import pairwise

import numpy as np
import pytest

from exegesis.core.errors import InputError
from tests.explorer.corpus.search.toys import LAYERS, ToyCorpus, many

CORPUS = many()


def test_a_trajectory_is_the_neighbours_at_each_layer() -> None:
    found = CORPUS.trajectory(5, where="upos=VERB|NOUN", count=6)
    pages = [CORPUS.nearest(5, layer=layer, where="upos=VERB|NOUN", count=6) for layer in range(LAYERS + 1)]
    assert [step.matches for step in found.steps] == [page.matches for page in pages]
    assert [step.stayed for step in found.steps] == [
        None, *(len({*a.rows} & {*b.rows}) for a, b in pairwise(pages)),
    ]  # fmt: skip
    one, two = (CORPUS.vectors[layer][5].astype(float) for layer in (0, 1))
    assert found.steps[1].cosine == pytest.approx(one @ two / np.linalg.norm(one) / np.linalg.norm(two))
    assert [step.layer for step in CORPUS.trajectory(5, layers=[2, 0]).steps] == [2, 0]
    with pytest.raises(InputError, match="layer 3 is not there"):
        CORPUS.trajectory(5, layers=[3])


def test_neighbours_under_two_models() -> None:
    other = many()
    other.vectors = {layer: np.roll(one, 1, axis=1) * 2 for layer, one in CORPUS.vectors.items()}
    same = CORPUS.beside(other, 5, layer=1, count=8)
    assert (same.shared, same.overlap) == (8, 1.0)  # turned alike, all angles stay
    other.vectors[1] = np.random.default_rng(5).standard_normal(other.vectors[1].shape).astype(np.float16)
    found = CORPUS.beside(other, 5, layer=1, count=8)
    rows = [{*CORPUS.nearest(5, layer=1, count=8).rows}, {*other.nearest(5, layer=1, count=8).rows}]
    assert found.shared == len(rows[0] & rows[1])
    assert found.overlap == pytest.approx(len(rows[0] & rows[1]) / len(rows[0] | rows[1]))


def test_corpora_of_other_texts_are_refused() -> None:
    with pytest.raises(InputError, match="the two corpora have other texts: 0 of 45 sentences are the same"):
        CORPUS.beside(ToyCorpus(), 5, layer=1)
