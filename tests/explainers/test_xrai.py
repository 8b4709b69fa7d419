"""XRAI as its authors' package computes it, and what its numbers sum to."""

import logging
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.data.areas import Areas
from exegesis.data.requests import Ends, Game, PathEnds, PointReply
from exegesis.explainers.xrai import Xrai
from exegesis.explainers.xrai_regions import grown, segments
from tests.explainers.driving import attributed
from tests.modalities.image.pictures import picture

pytest.importorskip("skimage")


@cache
def entering() -> Any:
    return ((picture(72, 96).astype(np.float32) / 255 - 0.45) / 0.25).astype(np.float32)


def theirs() -> Any:
    package = pytest.importorskip("saliency.core.xrai", exc_type=ImportError)
    logging.getLogger("saliency").setLevel(logging.ERROR)
    return package


def test_segments_are_theirs() -> None:
    image = entering()
    found = segments(image, 5)
    expected = np.stack(theirs()._get_segments_felzenszwalb(image)).reshape(len(found), -1)
    np.testing.assert_array_equal(found, expected)


def test_the_map_is_theirs() -> None:
    image = entering()
    attributions = np.random.default_rng(0).normal(size=image.shape)
    expected = theirs().XRAI().GetMask(image, None, base_attribution=attributions)
    found = grown(attributions.max(axis=2).ravel(), segments(image, 5), 50)
    np.testing.assert_allclose(found.reshape(72, 96), expected, atol=1e-9)


def test_it_is_theirs_from_gradients_on() -> None:
    """Of a linear model integrated gradients are exact in both packages, whatever the steps."""
    package, image = theirs(), entering()
    slopes = np.random.default_rng(1).normal(size=image.shape).astype(np.float32)

    def called(points: Any, call_model_args: Any = None, expected_keys: Any = None) -> Any:
        return {"INPUT_OUTPUT_GRADIENTS": np.broadcast_to(slopes, (len(points), *slopes.shape))}

    ends = [np.full_like(image, image.min()), np.full_like(image, image.max())]
    expected = package.XRAI().GetMask(image, called, baselines=ends)
    found, _ = driven(image, slopes, np.stack(ends), Xrai(steps=4))
    np.testing.assert_allclose(found.rasters.values[0], expected, atol=1e-4)


def driven(image: Any, slopes: Any, ends: Any, explainer: Xrai) -> tuple[Any, Floats]:
    """XRAI of a linear model whose four units are the quarters of the image; and the change."""
    rows, columns = image.shape[:2]
    owners = (np.arange(rows) * 2 // rows)[:, None] * 2 + np.arange(columns) * 2 // columns
    parts = np.stack([(owners == one).ravel() for one in range(4)]).astype(float)
    game = Game(units=tuple("abcd"), areas=Areas(parts, np.ones(rows * columns)), grid=(rows, columns))
    flat, weights = image.reshape(-1, 3), slopes.reshape(-1, 3)
    starts = ends.reshape(len(ends), -1, 3)

    def answer(request: Any) -> Any:
        if isinstance(request, Ends):
            return PathEnds(flat, starts)
        values = np.einsum("spd,pd->s", request.points.astype(np.float64), weights)[:, None]
        return PointReply(values, np.broadcast_to(weights, (len(request.points), 1, *weights.shape)))

    change = ((flat - starts.mean(axis=0)) * weights).sum(dtype=np.float64)
    return attributed(explainer, game, answer), change


def test_summed_over_channels_the_scores_are_the_change() -> None:
    image = entering()
    slopes = np.random.default_rng(2).normal(size=image.shape).astype(np.float32)
    ends = np.stack([np.full_like(image, -2), np.full_like(image, 2)])
    found, change = driven(image, slopes, ends, Xrai(steps=4, channels="sum"))
    assert found.scores[0].sum() == pytest.approx(change, abs=1e-3)
    assert found.diagnostics[0]["convergence_delta"] == pytest.approx(0, abs=1e-2)
    assert found.warnings == ((),)


@given(
    numbers=st.lists(st.integers(-20, 20), min_size=12, max_size=12),
    masks=st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=1, max_size=6),
    smallest=st.integers(1, 4),
)
def test_growing_keeps_the_sum_and_takes_the_densest_first(
    numbers: list[int], masks: list[list[bool]], smallest: int
) -> None:
    attributions, pieces = np.array(numbers, np.float64), np.array(masks)
    found = grown(attributions, pieces, smallest)
    assert found.sum() == pytest.approx(attributions.sum(), abs=1e-9)
    sizes = pieces.sum(axis=1)
    large = pieces[sizes >= smallest]
    if len(large):
        densest = max(float(attributions[one].mean()) for one in large)
        assert found.max() >= densest - 1e-9


@pytest.mark.parametrize("wishes", [{"channels": "mean"}, {"dilation": -1}, {"smallest": 0}, {"steps": 0}])
def test_settings_that_do_not_do(wishes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Xrai(**wishes)
