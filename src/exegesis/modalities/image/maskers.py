"""Keep masks over the regions of an image to images. A row holds its mask; its pixels are made when it is run."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Integers, Masks
from exegesis.data.image import Image, Pixels
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.modalities.image.absent import Absent
from exegesis.modalities.image.halving import halving_tree
from exegesis.modalities.image.tree import region_tree
from exegesis.modalities.masker import Masker


class RegionMasker(Masker):
    """Absent regions take their pixels from other images: one, or several draws.

    `regions` (height, width): the region of each pixel, 0..n-1, and -1 where it is of none and always stays.
    """

    def __init__(self, image: Image, regions: Integers, absent: Absent) -> None:
        self.image, self.regions, self.absent = image, regions, absent
        self.draws = absent.weights
        self.count = int(regions.max()) + 1
        self._units = np.arange(self.count)
        self._key = self._digest()

    def units_of(self, window: int) -> Integers:
        return self._units

    def rows(self, window: int, masks: Masks) -> list[Row]:
        packed = np.packbits(masks, axis=1)
        whole = [bool(mask.all()) for mask in masks]
        return [
            MaskedImage(self, bits.tobytes(), draw, everything)
            for bits, everything in zip(packed, whole, strict=True)
            for draw in range(len(self.draws))
        ]

    def blended(self, masks: NDArray[np.float32]) -> list[Row]:
        return [BlendedImage(self, mask, draw) for mask in masks for draw in range(len(self.draws))]

    def tree(self) -> UnitTree | None:
        return region_tree(self.image, self.regions)

    def halves(self) -> UnitTree | None:
        return halving_tree(self.regions)

    def painted(self, keep: bytes, draw: int) -> Pixels:
        """The image with the pixels of absent regions taken from a draw; `keep`: packed bits of the units."""
        bits = np.unpackbits(np.frombuffer(keep, dtype=np.uint8), count=self.count).astype(np.bool_)
        stays = np.append(bits, True)[self.regions]  # the last is that of pixels of no region
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

    def key(self, keep: bytes, draw: int) -> bytes:
        """What tells a masked image from all others."""
        return self._key + keep + draw.to_bytes(4, "little")

    def _digest(self) -> bytes:
        found = hashlib.sha256(self.image.digest.encode() + self.regions.tobytes())
        for image in self.absent.images:
            found.update(image.tobytes())
        return found.digest()


@dataclass(frozen=True, eq=False, slots=True)
class MaskedImage:
    """One masked image before it is painted. Of a mask that keeps all it is the image itself, whatever the draw."""

    masker: RegionMasker
    keep: bytes
    draw: int
    is_whole: bool

    @property
    def source(self) -> Image:
        """The image that is masked."""
        return self.masker.image

    @property
    def key(self) -> bytes:
        """What tells it from every other input; the whole image is the same under all maskers."""
        return self.source.digest.encode() if self.is_whole else self.masker.key(self.keep, self.draw)

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
