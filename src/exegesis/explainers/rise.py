"""RISE: the image under many soft masks, and what each pixel's being there is worth on average."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, check_count, shown
from exegesis.core.types import Floats, Integers, Values
from exegesis.data.areas import Rasters
from exegesis.data.requests import Blend, Game, Need
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.smooth_grad import standard_errors

_NUMBERS_AT_ONCE = 2**22  # of masks in one request: 83 of 224 x 224 pixels, 16 MB


@dataclass(frozen=True, kw_only=True)
class Rise(Explainer):
    """RISE (Petsiuk, Das, Saenko 2018). Unit: the target's. Any model of images; nothing but answers is asked.

    Each of `samples` masks keeps each of `cells` x `cells` cells with the chance `keep`, is laid over an image a cell
    larger by bilinear interpolation, and is cut out at a random place. A pixel's number is
    sum over masks of f(x m) (m - mean m) / (N `keep`): how much larger the target is where the pixel is there than on
    average. The paper's map has the mean mask left in, which says nothing of the pixel. A region's score is the mean
    over its pixels.

    `baseline`: what shines through where the mask does not keep; "black" is the paper's product of image and mask. The
    authors' code multiplies the normalised image, so that ImageNet's mean colour shines through: "#7c7468".
    The paper takes 4,000 (VGG16) or 8,000 masks (ResNet50), 7 cells and a chance of .5. Standard errors are those of
    the mean over masks.
    """

    name: ClassVar[str] = "rise"
    needs: ClassVar[frozenset[Need]] = frozenset({"pixels"})
    asks: ClassVar[tuple[type, ...]] = (Blend,)

    samples: int = 2000
    cells: int = 7
    keep: float = 0.5
    baseline: str = "black"

    def __post_init__(self) -> None:
        check_count("samples", self.samples, 2)
        check_count("cells", self.cells, 2)
        if not 0 < self.keep < 1:
            raise InputError(f"keep must be a chance between 0 and 1, not {shown(self.keep)}.")

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """A memory's worth of masks at a time: they are held no longer than their answers take."""
        if game.pixels is None:
            raise UnsupportedError("rise is for images.")
        owners = game.pixels
        if self.cells > min(owners.shape):
            raise InputError(f"cells={self.cells} are more than the image has pixels a side ({min(owners.shape)}).")
        regions = _averaging(owners, game.n_units)
        at_once = max(1, _NUMBERS_AT_ONCE // owners.size)
        seen = np.zeros((game.n_targets, owners.size))  # sum over masks of f m
        held = np.zeros(owners.size)  # sum over masks of m
        values, kept = np.empty((self.samples, game.n_targets)), np.empty((self.samples, game.n_units))
        for start in range(0, self.samples, at_once):
            part = slice(start, min(start + at_once, self.samples))
            masks = soft_masks(rng, part.stop - start, self.cells, self.keep, owners.shape)
            answers: Values = yield Blend(masks)
            flat = masks.reshape(len(masks), -1)
            values[part], kept[part] = answers, (regions @ flat.T).T
            seen += answers.T @ flat
            held += flat.sum(axis=0, dtype=np.float64)
        maps = seen / self.samples - np.outer(values.mean(axis=0), held / self.samples)
        return self._attribution(values, kept, maps.reshape(-1, *owners.shape))

    def _attribution(self, values: Floats, kept: Floats, maps: Floats) -> Attribution:
        """Of values (N, T), what each mask keeps of each region (N, n), and covariances by pixel (T, rows, columns)."""
        each = (values - values.mean(axis=0))[:, :, None] * (kept - kept.mean(axis=0))[:, None, :] / self.keep
        errors = standard_errors(each)
        return Attribution(
            scores=each.mean(axis=0),
            standard_errors=errors,
            diagnostics=tuple({"mean_value": float(one)} for one in values.mean(axis=0)),
            rasters=Rasters(maps / self.keep, at_pixels=True),
        )

    def passes(self, game: Game) -> ExpectedPasses:
        """One a mask."""
        return ExpectedPasses(self.samples)


def soft_masks(
    rng: np.random.Generator, count: int, cells: int, keep: float, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """(count, rows, columns) in 0..1: cells kept with a chance, laid over one more cell, and cut at a random place."""
    kept = (rng.random((count, cells, cells)) < keep).astype(np.float32)
    sides = [_cut(rng, count, cells, side) for side in shape]
    return np.asarray(sides[0] @ kept @ sides[1].transpose(0, 2, 1))


def _cut(rng: np.random.Generator, count: int, cells: int, side: int) -> NDArray[np.float32]:
    """(count, side, cells): how much of each cell every pixel has, from a random pixel of the first cell on."""
    wide = -(-side // cells)
    laid = bilinear(cells, (cells + 1) * wide)
    begins = rng.integers(0, wide, count)
    return np.asarray(laid[begins[:, None] + np.arange(side)], dtype=np.float32)


def bilinear(cells: int, pixels: int) -> Floats:
    """(pixels, cells): weights by which cells are laid over pixels, both taken as areas."""
    places = np.clip((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0, cells - 1)
    return np.asarray(np.maximum(0, 1 - np.abs(places[:, None] - np.arange(cells))))


def _averaging(owners: Integers, units: int) -> Any:
    """(n, pixels), sparse: the mean over each unit's pixels."""
    from scipy.sparse import csr_array

    flat = owners.ravel()
    places = np.flatnonzero(flat >= 0)
    sizes = np.bincount(flat[places], minlength=units)
    return csr_array((1 / sizes[flat[places]], (flat[places], places)), shape=(units, flat.size))
