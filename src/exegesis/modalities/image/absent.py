"""What the pixels of an absent region become: a colour, the region's own mean, a blur of the image, or noise."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats, Integers
from exegesis.data.image import Image, Pixels

NAMES = ("mean", "blur", "light-blur", "noise", "black", "grey", "white")
_COLOURS = {"black": (0.0, 0.0, 0.0), "grey": (0.5, 0.5, 0.5), "white": (1.0, 1.0, 1.0)}
_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_BLURRED = 20  # a blur's sigma is the shorter side over this: 11 pixels of 224
_LIGHT = (11, 5.0)  # a side of the kernel and sigma, in pixels: where insertion starts (Petsiuk, Das, Saenko 2018)
_NOISES = 4  # images of noise, whose values are averaged


@dataclass(frozen=True, eq=False)
class Absent:
    """Whole images (K, ...) from which the pixels of absent regions are taken, with what is said of them."""

    name: str
    description: str
    images: tuple[Pixels, ...]

    @property
    def weights(self) -> Floats:
        """(K,) of the draws: equal."""
        return np.full(len(self.images), 1 / len(self.images))


def absent(name: object, image: Image, regions: Integers, rng: np.random.Generator) -> Absent:
    """By its name; "auto" is the mean colour of each region, as in the `lime` package. `rng`: what noise is drawn from.

    `InputError` for an unknown name.
    """
    if not isinstance(name, str):
        raise InputError(f"baseline must be one of {', '.join(NAMES)}, or a colour as '#7f7f7f', not {shown(name)}.")
    if name in ("auto", "mean"):
        said = "an absent region has the mean colour of its pixels"
        return Absent("mean", said, (like(image, _means(image, regions)),))
    if name == "blur":
        sigma = min(image.height, image.width) / _BLURRED
        said = f"an absent region is blurred (Gaussian, sigma {sigma:.3g} pixels)"
        return Absent(name, said, (like(image, _blurred(image, sigma)),))
    if name == "light-blur":
        said = f"an absent region is lightly blurred (Gaussian, {_LIGHT[0]} x {_LIGHT[0]} pixels, sigma {_LIGHT[1]:g})"
        return Absent(name, said, (like(image, _blurred(image, _LIGHT[1], _LIGHT[0] // 2)),))
    if name == "noise":
        noises = tuple(like(image, rng.random(image.pixels.shape) * image.top) for _ in range(_NOISES))
        return Absent(name, f"an absent region is noise (even over all values; the mean of {_NOISES} draws)", noises)
    colour = _colour(name)
    if colour is None:
        raise unknown("baseline of an image", name, ("auto", *NAMES, "#RRGGBB"))
    filled = np.broadcast_to(_channels(image, np.array(colour) * image.top), image.pixels.shape)
    return Absent(name, f"an absent region is {name}", (like(image, filled),))


def _colour(name: str) -> tuple[float, ...] | None:
    """In 0..1; None where the name is no colour."""
    if name in _COLOURS:
        return _COLOURS[name]
    found = _HEX.fullmatch(name)
    return None if found is None else tuple(int(part, 16) / 255 for part in found.groups())


def _channels(image: Image, colour: Floats) -> Floats:
    """The colour as one pixel of the image: of a grey one its lightness (ITU-R 601, as Pillow's mode L)."""
    return colour if image.pixels.ndim == 3 else np.asarray(colour @ np.array([0.299, 0.587, 0.114]))


def _means(image: Image, regions: Integers) -> Floats:
    """Every pixel as the mean of its region; pixels of no region as they are."""
    pixels = image.pixels.reshape(image.height * image.width, -1).astype(np.float64)
    owners = regions.ravel() + 1
    counts = np.bincount(owners)
    sums = [np.bincount(owners, channel, len(counts)) for channel in pixels.T]
    means = (np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None])[owners]
    means[owners == 0] = pixels[owners == 0]
    return np.asarray(means.reshape(image.pixels.shape))


def _blurred(image: Image, sigma: float, radius: int | None = None) -> Floats:
    """`radius`: pixels to each side beyond which the kernel is cut; None: four sigma."""
    from scipy.ndimage import gaussian_filter

    pixels = image.pixels.astype(np.float64)
    return np.asarray(gaussian_filter(pixels, sigma, mode="nearest", radius=radius, axes=(0, 1)))


def like(image: Image, values: NDArray[np.float64]) -> Pixels:
    """Of the image's own type; whole numbers are rounded, where the `lime` package cuts them off."""
    if image.pixels.dtype == np.uint8:
        values = np.clip(np.rint(values), 0, 255)
    return np.ascontiguousarray(values.astype(image.pixels.dtype))
