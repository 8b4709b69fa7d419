"""How an image is cut into regions: superpixels by scikit-image, a grid, or the user's own map.

Each way is a record of its settings; `exegesis.Slic(segments=100)` is given as `unit`, or its name for the usual ones.
The random seed of a segmentation is part of its settings and not the seed of the explanation, so that methods and
seeds are compared on the same regions.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, check_count, shown, unknown
from exegesis.core.types import Integers
from exegesis.data.image import Image
from exegesis.data.regions import numbered

Labels: TypeAlias = NDArray[np.integer]  # (height, width)
INSTALL = "pip install 'exegesis[image]'"


class Segmentation(ABC):
    """A way to cut an image. Subclasses are frozen dataclasses of its settings."""

    name: ClassVar[str]

    @abstractmethod
    def labels(self, image: Image) -> Labels:
        """A label for each pixel, (height, width); equal ones are one region."""

    def said(self) -> dict[str, Any]:
        """Its name and settings, as an explanation tells them."""
        settings: Any = self
        return {"segmentation": self.name, **asdict(settings)}


@dataclass(frozen=True)
class Slic(Segmentation):
    """k-means over colour and place (Achanta et al. 2012): compact regions of about one size. The usual way.

    `segments`: about so many. `compactness`: how much place counts beside colour. `sigma`: of a blur before it.
    """

    name: ClassVar[str] = "slic"
    segments: int = 50
    compactness: float = 10.0
    sigma: float = 0.0

    def __post_init__(self) -> None:
        check_count("segments", self.segments, 2)
        _check_above("compactness", self.compactness)
        _check_least("sigma", self.sigma)

    def labels(self, image: Image) -> Labels:
        """By scikit-image."""
        found: Labels = _skimage().slic(
            _unit_range(image),
            n_segments=self.segments,
            compactness=self.compactness,
            sigma=self.sigma,
            start_label=0,
            channel_axis=-1,
        )
        return found


@dataclass(frozen=True)
class Quickshift(Segmentation):
    """Mode seeking over colour and place (Vedaldi & Soatto 2008), with the settings of the `lime` package.

    Ties are broken by chance: another `seed` gives other regions. Ten times as slow as `Slic`.
    """

    name: ClassVar[str] = "quickshift"
    kernel_size: float = 4.0
    max_dist: float = 200.0
    ratio: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("kernel_size", "max_dist"):
            _check_above(name, getattr(self, name))
        _check_least("ratio", self.ratio)
        check_count("seed", self.seed, 0)

    def labels(self, image: Image) -> Labels:
        """By scikit-image."""
        found: Labels = _skimage().quickshift(
            _unit_range(image).astype(np.float64),
            kernel_size=self.kernel_size,
            max_dist=self.max_dist,
            ratio=self.ratio,
            rng=self.seed,
        )
        return found


@dataclass(frozen=True)
class Felzenszwalb(Segmentation):
    """A minimum spanning tree cut where colours change (Felzenszwalb & Huttenlocher 2004): regions of all shapes."""

    name: ClassVar[str] = "felzenszwalb"
    scale: float = 200.0
    sigma: float = 0.8
    min_size: int = 150

    def __post_init__(self) -> None:
        _check_above("scale", self.scale)
        _check_least("sigma", self.sigma)
        check_count("min_size", self.min_size)

    def labels(self, image: Image) -> Labels:
        """By scikit-image."""
        found: Labels = _skimage().felzenszwalb(
            _unit_range(image), scale=self.scale, sigma=self.sigma, min_size=self.min_size, channel_axis=-1
        )
        return found


@dataclass(frozen=True)
class Grid(Segmentation):
    """Rectangles: `rows` times `columns`, as equal as whole pixels allow. Needs no scikit-image."""

    name: ClassVar[str] = "grid"
    rows: int = 7
    columns: int = 7

    def __post_init__(self) -> None:
        check_count("rows", self.rows)
        check_count("columns", self.columns)

    def labels(self, image: Image) -> Labels:
        """The row's number times the columns, and the column's."""
        if self.rows > image.height or self.columns > image.width:
            raise InputError(
                f"a grid of {self.rows} x {self.columns} does not fit an image of {image.height} x {image.width} "
                "pixels."
            )
        down = np.arange(image.height) * self.rows // image.height
        along = np.arange(image.width) * self.columns // image.width
        return np.asarray(down[:, None] * self.columns + along)


@dataclass(frozen=True, eq=False)
class OwnMap(Segmentation):
    """The user's own map: a label for each pixel, negative where a pixel is never hidden."""

    name: ClassVar[str] = "own"
    map: NDArray[Any]

    def labels(self, image: Image) -> Labels:
        """The map, checked."""
        return checked(self.map, image)

    def said(self) -> dict[str, Any]:
        """That it is the user's own."""
        return {"segmentation": self.name}


@dataclass(frozen=True, eq=False)
class OwnFunction(Segmentation):
    """The user's own function of the image, as the model gets it, that gives such a map."""

    name: ClassVar[str] = "own"
    function: Callable[[Any], Any]

    def labels(self, image: Image) -> Labels:
        """The map that it gives, checked."""
        return checked(np.asarray(self.function(image.as_given(image.pixels))), image)

    def said(self) -> dict[str, Any]:
        """The function's name."""
        return {"segmentation": getattr(self.function, "__qualname__", type(self.function).__name__)}


SEGMENTATIONS: Mapping[str, type[Any]] = {kind.name: kind for kind in (Slic, Quickshift, Felzenszwalb, Grid)}
UnitOfImage: TypeAlias = str | Segmentation | NDArray[Any] | Callable[[Any], Any]


def segmentation(unit: object, usual: str = Slic.name) -> Segmentation:
    """The way that a `unit` names: a name, a record of settings, a map, or a function; `InputError` for others.

    `usual`: the name of the way where none is said.
    """
    if isinstance(unit, Segmentation):
        return unit
    if unit is None or isinstance(unit, str):
        if unit is not None and unit not in SEGMENTATIONS:
            raise unknown("unit of an image", unit, SEGMENTATIONS)
        made: Segmentation = SEGMENTATIONS[unit or usual]()
        return made
    if isinstance(unit, np.ndarray):
        return OwnMap(unit)
    if callable(unit):
        return OwnFunction(unit)
    raise InputError(
        f"unit must be one of {', '.join(SEGMENTATIONS)}, a map of labels (height, width), or a function that gives "
        f"one, not {shown(unit)}."
    )


def cut(image: Image, way: Segmentation) -> Integers:
    """(height, width): the number of each pixel's region, 0..n-1, without a gap; -1 for none.

    `InputError` where fewer than two regions are found, or the user's own map does not fit the image.
    """
    return numbered(way.labels(image))


def checked(labels: NDArray[Any], image: Image) -> Labels:
    """A user's map; `InputError` for one of another size or type."""
    if labels.shape != (image.height, image.width):
        raise InputError(
            f"the map of regions has the shape {labels.shape}, and the image {(image.height, image.width)}; give a "
            "label for each pixel."
        )
    if not np.issubdtype(labels.dtype, np.integer):
        raise InputError(f"the map of regions is of {labels.dtype}; give whole numbers, as in labels.astype(int).")
    return labels


def _unit_range(image: Image) -> NDArray[np.float32]:
    """(height, width, 3) in 0..1, in which scikit-image's settings have their meaning."""
    pixels: NDArray[np.float32] = np.asarray(image.pixels / np.float32(image.top), dtype=np.float32)
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def _skimage() -> Any:
    try:
        from skimage import segmentation
    except ImportError:
        raise UnsupportedError(
            f"superpixels need scikit-image: {INSTALL}. Without it there are unit='grid' and maps of your own."
        ) from None
    return segmentation


def _check_above(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < np.inf:
        raise InputError(f"{name} must be a number above 0, not {shown(value)}.")


def _check_least(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < np.inf:
        raise InputError(f"{name} must be a number, 0 or more, not {shown(value)}.")
