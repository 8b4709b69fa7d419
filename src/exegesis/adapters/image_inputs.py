"""How an image becomes the numbers that a network reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import LoadError

RESAMPLING = ("bilinear", "bicubic")


@dataclass(frozen=True)
class SquareInputs:
    """The square in the middle of an image, as large as its shorter side, resized by Pillow; then (v - mean) / scale.

    `side`: pixels of the network's input. `mean` and `scale` are of values in 0..255. What lies outside the square the
    network does not see.
    """

    side: int
    resample: str
    mean: float
    scale: float

    def __post_init__(self) -> None:
        if self.resample not in RESAMPLING:
            raise LoadError(f"resample must be one of {', '.join(RESAMPLING)}, not {self.resample!r}.")

    def of(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(side, side, 3), of an image (height, width, 3)."""
        height, width = pixels.shape[:2]
        if (height, width) != (self.side, self.side):
            pixels = self._resized(pixels, height, width)
        return (pixels.astype(np.float32) - np.float32(self.mean)) / np.float32(self.scale)

    def _resized(self, pixels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
        from PIL.Image import Resampling, fromarray

        least = min(height, width)
        left, upper = (width - least) // 2, (height - least) // 2
        square = pixels[upper : upper + least, left : left + least]  # cut out first: Pillow's box= sees beyond its rim
        way = Resampling[self.resample.upper()]
        return np.asarray(fromarray(np.ascontiguousarray(square)).resize((self.side, self.side), way))
