"""The tree that halves an image, and partition SHAP over it, equal to the `shap` package's."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers
from exegesis.data.regions import numbered
from exegesis.modalities.image.halving import halving_tree
from exegesis.modalities.image.segmentation import Grid
from tests.explainers.shapley_toys import quiet_shap
from tests.modalities.image.pictures import loaded, picture, quarters


def halves(regions: Integers) -> set[frozenset[int]]:
    """The units of every node of several."""
    tree = halving_tree(regions)
    return {frozenset(tree.units(node).tolist()) for node in range(tree.n, 2 * tree.n - 1)}


def test_the_longer_side_is_halved_first() -> None:
    wide = np.arange(8).reshape(2, 4)
    assert halves(wide) == {
        frozenset(half) for half in ([0, 1, 4, 5], [2, 3, 6, 7], [0, 1], [4, 5], [2, 3], [6, 7])
    } | {frozenset(range(8))}
    assert halves(wide.T) >= {frozenset([0, 1, 4, 5])}  # of a square the upper half


def test_the_middle_of_an_odd_side_belongs_to_the_second_half() -> None:
    assert halves(np.arange(5)[None]) >= {frozenset([0, 1]), frozenset([2, 3, 4])}


def test_regions_go_by_their_centres_and_empty_halves_are_passed_over() -> None:
    stripes = np.full((8, 32), -1)
    stripes[:, 20:22], stripes[:, 25:26], stripes[:, 30:32] = 0, 1, 2  # all of them in the right half
    assert halves(stripes) == {frozenset([0, 1, 2]), frozenset([1, 2])}
    rings = np.ones((5, 5), dtype=int)
    rings[1:4, 1:4], rings[2, 2] = 2, 3  # three regions around one centre
    assert halving_tree(numbered(rings)).n == 3


def products(images: Sequence[Any]) -> Floats:
    """(n, 2) probabilities that are neither additive nor even: products of corners of the image."""
    found = np.array([np.asarray(image, dtype=np.float64) / 255 for image in images])
    above, below, corner = found[:, :2, :2], found[:, -2:, -3:], found[:, :1, -1:]
    bright = [part.reshape(len(found), -1).mean(axis=1) for part in (above, below, corner)]
    high = (bright[0] * bright[1] + bright[2] ** 2) / 2
    return np.stack([1 - high, high], axis=1)


@pytest.mark.slow  # shap compiles itself first
@pytest.mark.parametrize("grey", [True, False])
def test_equals_shap(grey: bool) -> None:
    """Down to pixels, of which the package splits the channels too; the background is one colour for both."""
    image = picture(3, 4, grey)
    found = exegesis.explain(
        loaded(products, labels=["low", "high"]),
        image,
        "partition_shap",
        "high",
        unit=Grid(3, 4),
        baseline="black",
        tree="halving",
        samples=10**6,
    )
    shap = quiet_shap()
    deep = image[:, :, None] if grey else image
    masker = shap.maskers.Image(np.zeros(deep.shape, dtype=np.uint8), deep.shape)
    explainer = shap.explainers.Partition(lambda rows: products(rows[..., 0] if grey else rows), masker)
    peer = explainer(deep[None], max_evals=10**6, silent=True)
    np.testing.assert_allclose(found.scores.reshape(3, 4), peer.values[0, ..., 1].sum(axis=2), atol=1e-9)
    assert found.settings["tree"] == "halving"


def test_it_is_remembered_and_asked_again() -> None:
    model = loaded(products, labels=["low", "high"], name="toy")
    asked = {"target": "high", "unit": quarters(), "baseline": "black", "samples": 6}
    halved = exegesis.explain(model, picture(), "partition_shap", tree="halving", **asked)
    again = exegesis.explain(model, **exegesis.Explanation.from_json(halved.to_json()).again())
    np.testing.assert_allclose(again.scores, halved.scores)
    assert exegesis.check(halved, model).checks is not None


def test_of_a_text_it_is_its_order_and_other_names_are_refused() -> None:
    texts = exegesis.load(lambda given: [[1 - len(text) / 99, len(text) / 99] for text in given], labels=["s", "l"])
    found = exegesis.explain(texts, "a bb ccc dddd", "partition_shap", "l", tree="halving", output="probability")
    assert [group.units for group in found.groups] == [(0, 1, 2, 3), (0, 1), (2, 3)]
    assert not found.warnings
    with pytest.raises(InputError, match="unknown tree 'halves'"):
        exegesis.explain(texts, "a b", "partition_shap", tree="halves")
