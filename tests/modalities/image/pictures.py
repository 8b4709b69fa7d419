"""Small images, and models of them whose explanations are known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import exegesis
from exegesis.adapters.images import ImageModel
from exegesis.core.types import Floats, Integers


def picture(height: int = 24, width: int = 32, grey: bool = False) -> NDArray[np.uint8]:
    """Patches of several colours under noise; nowhere black, white or blank."""
    rng = np.random.default_rng(7)
    rows, columns = np.arange(height)[:, None] * 3 // height, np.arange(width) * 4 // width
    colours = rng.integers(40, 200, (12, 3))
    found = colours[rows * 4 + columns] + rng.integers(-20, 20, (height, width, 3))
    pixels = np.clip(found, 1, 254).astype(np.uint8)
    return pixels[:, :, 0] if grey else pixels


def quarters(height: int = 24, width: int = 32) -> Integers:
    """A map of four regions: 0 and 1 above, 2 and 3 below."""
    return np.asarray((np.arange(height) * 2 // height)[:, None] * 2 + np.arange(width) * 2 // width)


class Linear:
    """A weighted sum over all pixels in 0..1: what each region adds is known for any baseline."""

    def __init__(self, shape: tuple[int, ...], top: int = 255) -> None:
        self.weights, self.top = np.random.default_rng(3).normal(size=shape), top
        self.seen: list[Any] = []

    def __call__(self, images: Sequence[Any]) -> Floats:
        self.seen += images
        return np.array([(np.asarray(image, np.float64) / self.top * self.weights).sum() for image in images])

    def scores(self, image: NDArray[Any], absent: Sequence[NDArray[Any]], regions: Integers) -> Floats:
        """(n,) the sum over each region's pixels of what their absence changes."""
        gone = np.mean([np.asarray(one, np.float64) for one in absent], axis=0)
        moved = self.weights * (np.asarray(image, np.float64) - gone) / self.top
        each = moved if moved.ndim == 2 else moved.sum(axis=2)
        return np.array([each[regions == region].sum() for region in range(regions.max() + 1)])


def reddish(images: Sequence[Any]) -> Floats:
    """(n, 2) probabilities: the more red in the upper left quarter, the likelier "red"."""
    red = np.array([_share(np.asarray(image, np.float64)) for image in images])
    return np.stack([1 - red, red], axis=1)


def _share(pixels: Floats) -> float:
    top = 255.0 if pixels.max() > 1 else 1.0
    corner = pixels[: pixels.shape[0] // 2, : pixels.shape[1] // 2]
    return float((corner if corner.ndim == 2 else corner[..., 0]).mean() / top)


def loaded(function: Callable[[Sequence[Any]], Any], **options: Any) -> ImageModel:
    """The function as a model of images."""
    return exegesis.load(function, modality="image", **options)
