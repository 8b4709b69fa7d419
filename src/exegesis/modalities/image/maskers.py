"""Keep masks over the regions of an image to images. A row holds its mask; its pixels are made when it is run."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Integers
from exegesis.data.image import Image, Pixels
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.modalities.drawn_masker import DrawnMasker, MaskedInput
from exegesis.modalities.image.absent import Absent
from exegesis.modalities.image.halving import halving_tree
from exegesis.modalities.image.tree import region_tree


class RegionMasker(DrawnMasker[Image]):
    """Absent regions take their pixels from other images: one, or several draws.

    `regions` (height, width): the region of each pixel, 0..n-1, and -1 where it is of none and always stays.
    """

    def __init__(self, image: Image, regions: Integers, absent: Absent) -> None:
        self.image, self.regions, self.absent = image, regions, absent
        super().__init__(image, int(regions.max()) + 1, absent.weights, regions.tobytes(), absent.images)

    def masked(self, keep: bytes, draw: int, is_whole: bool) -> Row:
        return MaskedImage(self, keep, draw, is_whole)

    def blended(self, masks: NDArray[np.float32]) -> list[Row]:
        return [BlendedImage(self, mask, draw) for mask in masks for draw in range(len(self.draws))]

    def tree(self) -> UnitTree | None:
        return region_tree(self.image, self.regions)

    def halves(self) -> UnitTree | None:
        return halving_tree(self.regions)

    def painted(self, keep: bytes, draw: int) -> Pixels:
        """The image with the pixels of absent regions taken from a draw; `keep`: packed bits of the units."""
        stays = np.append(self.kept(keep), True)[self.regions]  # the last is that of pixels of no region
        if self.image.pixels.ndim == 3:
            stays = stays[:, :, None]
        painted: Pixels = np.where(stays, self.image.pixels, self.absent.images[draw])
        return painted

    def mixed(self, mask: NDArray[np.float32], draw: int) -> Pixels:
        """Each pixel the image's times the mask, and a draw's times the rest."""
        kept = mask if self.image.pixels.ndim == 2 else mask[:, :, None]
        mixed = kept * self.image.pixels + (1 - kept) * self.absent.images[draw]
        if self.image.pixels.dtype == np.uint8:
            mixed = np.rint(mixed)
        return np.asarray(mixed, dtype=self.image.pixels.dtype)


@dataclass(frozen=True, eq=False, slots=True)
class MaskedImage(MaskedInput[Image, RegionMasker]):
    """One masked image before it is painted."""

    @property
    def size(self) -> int:
        """Its pixels."""
        return self.source.height * self.source.width

    def pixels(self) -> Pixels:
        """Painted anew at each call."""
        return self.source.pixels if self.is_whole else self.masker.painted(self.keep, self.draw)


@dataclass(frozen=True, eq=False, slots=True)
class BlendedImage:
    """One image that is there in part, before it is painted."""

    masker: RegionMasker
    mask: NDArray[np.float32]  # (height, width)
    draw: int

    @property
    def source(self) -> Image:
        """The image that is masked."""
        return self.masker.image

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.masker.key(b"blended " + hashlib.sha256(self.mask.tobytes()).digest(), self.draw)

    @property
    def size(self) -> int:
        """Its pixels."""
        return self.source.height * self.source.width

    def pixels(self) -> Pixels:
        """Painted anew at each call."""
        return self.masker.mixed(self.mask, self.draw)
