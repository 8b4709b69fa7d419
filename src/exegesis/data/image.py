"""An image as it was given, checked: its pixels, the range of their values, and the form in which a model gets it.

A function of images is called with what its user gave: PIL images for a PIL image or a file, arrays of the same type
and range for an array. So nothing is converted that the user did not convert.
"""

import hashlib
import os
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

Pixels: TypeAlias = NDArray[Any]  # (height, width, 3), or (height, width) where they are grey

FORMS = ("array", "pil")
_FLOATS = ("float32", "float64", "float16")
_MODES = ("RGB", "L")
_LEAST = 2  # pixels on a side
_ASKED = "give an array (height, width, 3) of uint8 in 0..255 or of floats in 0..1, a PIL image, or a file"


@dataclass(frozen=True, eq=False)
class Image:
    """One image. `Image.of` makes it of what a user gives, and refuses in one line what is no image.

    `pixels` (height, width, 3) in red, green, blue, or (height, width) for grey, read-only, of the type given.
    `top`: the value of white, 1 for floats in 0..1 and 255 for all others. `form`: "array", or "pil" where a model is
    to get PIL images.
    """

    pixels: Pixels
    top: int
    form: str = "array"

    @classmethod
    def of(cls, given: object) -> "Image":
        """The image of an array, a PIL image or a file; `InputError` for what is none, or cannot be explained."""
        if isinstance(given, Image):
            return given
        if isinstance(given, str | Path):
            return cls(_checked(_of_file(given)), 255, "pil")
        if type(given).__module__.partition(".")[0] == "PIL":
            return cls(_checked(_of_pil(given)), 255, "pil")
        if not isinstance(given, np.ndarray):
            raise InputError(f"the image must not be of the type {type(given).__name__}; {_ASKED}.")
        pixels = _checked(given)
        return cls(pixels, _top(pixels))

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(self.pixels.shape[1])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of size, type and pixels, in hexadecimal digits."""
        what = f"{self.pixels.shape} {self.pixels.dtype} {self.top} {self.form}".encode()
        return hashlib.sha256(what + self.pixels.tobytes()).hexdigest()

    def as_given(self, pixels: Pixels) -> Any:
        """Pixels of this image's size, changed or not, in the form in which the model gets them."""
        if self.form == "array":
            return pixels
        from PIL.Image import fromarray

        return fromarray(pixels)

    def rounded(self) -> NDArray[np.uint8]:
        """(height, width, 3) in 0..255, as it is looked at and kept."""
        return rounded(self.pixels, self.top)

    def __repr__(self) -> str:
        colours = "grey" if self.pixels.ndim == 2 else "red, green, blue"
        return f"<Image: {self.width} x {self.height} pixels, {colours}, {self.pixels.dtype} in 0..{self.top}>"


def rounded(pixels: Pixels, top: int) -> NDArray[np.uint8]:
    """(height, width, 3) in 0..255, of pixels whose white is `top`."""
    if pixels.dtype != np.uint8:
        pixels = np.clip(np.rint(pixels.astype(np.float64) * (255 / top)), 0, 255).astype(np.uint8)
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def frozen(pixels: Pixels) -> Pixels:
    """A contiguous copy that cannot be written to."""
    found: Pixels = np.array(pixels, order="C", copy=True)
    found.setflags(write=False)
    return found


def _of_file(path: str | Path) -> Pixels:
    """The pixels of a file, turned upright as its EXIF data says; palettes become colours, which loses nothing."""
    from PIL import Image as pil
    from PIL import ImageOps, UnidentifiedImageError

    where = os.path.expanduser(path)
    try:
        with warnings.catch_warnings(), pil.open(where) as opened:
            warnings.simplefilter("error", pil.DecompressionBombWarning)
            _check_count(opened.width * opened.height)
            upright = ImageOps.exif_transpose(opened)
            return _of_pil(_opaque(upright if upright is not None else opened))
    except (pil.DecompressionBombError, pil.DecompressionBombWarning):
        raise InputError(f"{str(path)!r} holds {_TOO_LARGE}.") from None
    except UnidentifiedImageError:
        raise InputError(f"{str(path)!r} is no image that Pillow reads.") from None
    except InputError as error:
        raise InputError(f"{str(path)!r}: {error}") from None
    except OSError as error:
        raise InputError(f"cannot read the image {str(path)!r}: {error.strerror or error}.") from None
    except (ValueError, SyntaxError, EOFError) as error:
        raise InputError(f"{str(path)!r} is a broken image: {error}.") from None


def _opaque(image: Any) -> Any:
    """A palette as its colours, and an image that is nowhere transparent without its alpha; others as they are."""
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    if image.mode in ("RGBA", "LA") and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB" if image.mode == "RGBA" else "L")
    return image


def _of_pil(image: Any) -> Pixels:
    if image.mode not in _MODES:
        raise InputError(
            f"the image has the mode {image.mode}, and {' and '.join(_MODES)} can be explained; "
            "convert it, as in image.convert('RGB')."
        )
    return np.asarray(image)


def _checked(pixels: Pixels) -> Pixels:
    """The array, read-only; `InputError` for a shape, a type or values that no image has, and for a blank one."""
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        raise InputError(
            f"the image has the shape {pixels.shape}; give grey images as (height, width), as in image[:, :, 0]."
        )
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise InputError(f"the image has the shape {pixels.shape}; {_way(pixels.shape)}.")
    if min(pixels.shape[:2]) < _LEAST:
        raise InputError(f"the image has {pixels.shape[1]} x {pixels.shape[0]} pixels, too few to explain.")
    _check_count(pixels.shape[0] * pixels.shape[1])
    if pixels.dtype != np.uint8 and pixels.dtype.name not in _FLOATS:
        raise InputError(f"the image is of {pixels.dtype}; {_ASKED}.")
    if pixels.dtype != np.uint8 and not np.isfinite(pixels).all():
        row, column = np.argwhere(~np.isfinite(pixels))[0][:2]
        raise InputError(f"the image has NaN or infinity at row {row}, column {column}; mend it.")
    if (pixels == pixels[0, 0]).all():
        raise InputError("the image is blank: all its pixels are alike, so nothing in it can be explained.")
    return frozen(pixels)


def _way(shape: tuple[int, ...]) -> str:
    """What to do with an array of a shape that is none of an image's."""
    if len(shape) == 3 and shape[0] in (1, 3) and shape[2] > 4:
        return "put the channels last, as in image.transpose(1, 2, 0)"
    if len(shape) == 3 and shape[2] in (2, 4):
        colours = "0" if shape[2] == 2 else ":3"  # the last channel is how opaque the others are
        return f"take the transparency off, as in image[:, :, {colours}]"
    if len(shape) == 4:
        return "give one image; for several there is explain_many"
    return _ASKED


def _top(pixels: Pixels) -> int:
    """The value of white: 1 for floats in 0..1, else 255; `InputError` where it cannot be told."""
    low, high = float(pixels.min()), float(pixels.max())
    if pixels.dtype == np.uint8:
        if high <= 1:
            raise InputError(
                "the image is of whole numbers 0 and 1, which is all black in 0..255; give floats where 1 is white, "
                "as in image.astype('float32')."
            )
        return 255
    if low < 0 or high > 255:
        raise InputError(
            f"the image has values from {shown(round(low, 3))} to {shown(round(high, 3))}; give it in 0..1 or 0..255, "
            "and let the model's function do what else it needs, such as taking a mean off."
        )
    return 1 if high <= 1 else 255


def _check_count(pixels: int) -> None:
    """`InputError` above Pillow's own limit, which guards against files that unpack to more than memory holds."""
    from PIL import Image as pil

    most = pil.MAX_IMAGE_PIXELS
    if most is not None and pixels > most:
        raise InputError(f"the image has {pixels:,} pixels, and at most {most:,} are taken; make it smaller.")


_TOO_LARGE = "more pixels than Pillow opens without a warning (Image.MAX_IMAGE_PIXELS); make it smaller"


@dataclass(frozen=True, eq=False)
class ImageRow:
    """An image before its model, whole; a masker's rows have the same `source`, `key`, `size` and `pixels`."""

    source: Image

    @property
    def key(self) -> bytes:
        """What tells it from every other input."""
        return self.source.digest.encode()

    @property
    def size(self) -> int:
        """Its pixels: batches of images are bounded by them."""
        return self.source.height * self.source.width

    def pixels(self) -> Pixels:
        """As the model is to see them; made when they are needed, so that a batch of them is all that is held."""
        return self.source.pixels


# What `Image.of` takes. Pillow is not imported for the sake of a name.
if TYPE_CHECKING:
    ImageLike: TypeAlias = Image | NDArray[Any] | PilImage | str | Path
else:
    ImageLike = Image | np.ndarray | str | Path
