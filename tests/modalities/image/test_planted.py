"""What a planted patch decides is found where it was planted, by every method, over superpixels as they come.

Absent is grey here: the mean colour of a plain patch is the patch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.data.regions import map_of
from tests.modalities.image.pictures import loaded

SIDE, PATCH, IMAGES = 48, 10, 20
METHODS: dict[str, dict[str, Any]] = {
    "lime": {"samples": 150},
    "kernel_shap": {"samples": 150},
    "partition_shap": {"samples": 100},
    "occlusion": {},
}


def planted(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(image, where the patch is): a red patch on a shaded ground of greens and blues."""
    rng = np.random.default_rng(seed)
    shade = np.linspace(40, 120, SIDE)[:, None] + np.linspace(0, 60, SIDE)
    image = np.stack([0.3 * shade, shade, 180 - shade], axis=2) + rng.normal(0, 6, (SIDE, SIDE, 3))
    top, left = rng.integers(0, SIDE - PATCH, 2)
    where = np.zeros((SIDE, SIDE), dtype=np.bool_)
    where[top : top + PATCH, left : left + PATCH] = True
    image[where] = [230, 30, 40]
    return np.clip(image, 0, 255).astype(np.uint8), where


def sees_red(images: Sequence[Any]) -> np.ndarray:
    """(n, 2): the more red pixels, the surer; all of a patch is nearly certain."""
    red = [((one[..., 0] > 180) & (one[..., 1] < 80)).sum() / PATCH**2 for one in images]
    chance = 1 / (1 + np.exp(4 - 8 * np.array(red)))
    return np.stack([1 - chance, chance], axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_the_first_region_is_the_patch(method: str) -> None:
    model, hits = loaded(sees_red), 0
    for seed in range(IMAGES):
        image, where = planted(seed)
        unit = exegesis.Slic(segments=16, compactness=3.0)
        found = exegesis.explain(model, image, method, 1, unit=unit, baseline="grey", **METHODS[method])
        first = map_of(found.units, SIDE, SIDE) == int(np.argmax(found.scores))
        hits += bool((first & where).sum() > 0.5 * where.sum())
    assert hits >= 0.95 * IMAGES
