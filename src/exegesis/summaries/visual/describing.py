"""What a region looks like, as numbers: in the eyes of a model that gives features, else its colours and texture."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.image_features import Features, features
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats, Integers
from exegesis.data.image import Image

COLOURS = "colours and texture"


class Described(NamedTuple):
    """Numbers of all regions, image after image, and whose they are."""

    rows: Floats  # (regions, D)
    said: str


def described(images: Sequence[Image], maps: Sequence[Integers], model: Model | None) -> Described:
    """By the model's features where one is given, of length 1, so that what counts is which are high and not how
    high; else by colours and texture. `UnsupportedError` where the model gives no features."""
    if model is None:
        return Described(np.concatenate([_colours(*pair) for pair in zip(images, maps, strict=True)]), COLOURS)
    found = np.concatenate(
        [pooled(_features(model, image), regions) for image, regions in zip(images, maps, strict=True)]
    )
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return Described(found / np.where(lengths > 0, lengths, 1), f"features of {model.name}")


def _features(model: Model, image: Image) -> Features:
    try:
        return features(model, image)
    except UnsupportedError as error:
        raise UnsupportedError(f"{error} Leave the model out, and regions are told apart by their {COLOURS}.") from None


def pooled(places: NDArray[np.float32], regions: Integers) -> Floats:
    """(n, D): the mean over each region's pixels of features (h, w, D) that stand over the whole image."""
    down, along = places.shape[:2]
    height, width = regions.shape
    cells = (np.arange(height) * down // height)[:, None] * along + np.arange(width) * along // width
    inside = regions >= 0
    count = int(regions.max()) + 1
    shares = np.bincount(regions[inside] * down * along + cells[inside], minlength=count * down * along)
    each = shares.reshape(count, down * along).astype(np.float64)
    return np.asarray(each @ places.reshape(down * along, -1) / each.sum(axis=1, keepdims=True))


def _colours(image: Image, regions: Integers) -> Floats:
    """(n, 8) in 0..1: mean and deviation of lightness and of two opponent colours, and the mean change of lightness
    from pixel to pixel along and down."""
    pixels = image.rounded().astype(np.float64) / 255
    red, green, blue = np.moveaxis(pixels, 2, 0)
    light = pixels @ np.array([0.299, 0.587, 0.114])
    layers = [light, (red - green) / 2 + 0.5, (red + green) / 4 - blue / 2 + 0.5]
    changes = [np.abs(np.diff(light, axis=axis, append=light.take([-1], axis))) for axis in (1, 0)]
    means = [_mean(layer, regions) for layer in (*layers, *changes)]
    squares = [_mean(layer**2, regions) for layer in layers]
    spread = [np.sqrt(np.maximum(square - mean**2, 0)) for square, mean in zip(squares, means, strict=False)]
    return np.stack([*means, *spread], axis=1)


def _mean(layer: Floats, regions: Integers) -> Floats:
    """(n,) of each region."""
    inside = regions >= 0
    return np.asarray(np.bincount(regions[inside], layer[inside]) / np.bincount(regions[inside]))
