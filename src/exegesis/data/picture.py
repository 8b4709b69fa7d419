"""The image inside an explanation: enough to draw it and to ask again, as JSON."""

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import Limit, Note, OneOf
from exegesis.core.errors import InputError
from exegesis.core.types import Integers
from exegesis.data.image import FORMS, Image, frozen
from exegesis.data.keeping import Kept
from exegesis.data.records import Unit
from exegesis.data.regions import map_of

_Side = Annotated[int, Limit(at_least=1)]


@dataclass(frozen=True)
class KeptImage(Kept):
    """The image that was explained; pixels of its units are counted along the rows, from the upper left.

    `png` is rounded to 8 bits a channel. An explanation that still has what it was made of asks again with that; one
    read from a file with `png`, where nothing was lost by rounding.
    """

    kind: ClassVar[str] = "image"

    width: _Side
    height: _Side
    grey: bool
    dtype: Annotated[str, OneOf("uint8", "float16", "float32", "float64"), Note("Of the array that was given.")]
    top: Annotated[int, Limit(at_least=1, at_most=255), Note("The value of white: 1 or 255.")]
    form: Annotated[str, OneOf(*FORMS), Note("What the model's function was given: an array or a PIL image.")]
    sha256: Annotated[str, Note("Of the image: size, type and pixels.")]
    png: Annotated[str | None, Note("The image as PNG, base64; null where it was not kept.")]

    @classmethod
    def of(cls, image: Image, keep: bool = True) -> "KeptImage":
        """Of an image; without `keep` its size and digest alone, from which no page can be drawn later."""
        made = cls(
            width=image.width,
            height=image.height,
            grey=image.pixels.ndim == 2,
            dtype=image.pixels.dtype.name,
            top=image.top,
            form=image.form,
            sha256=image.digest,
            png=_png(image) if keep else None,
        )
        made.__dict__["image"] = image  # as it was, so that nothing is lost while the explanation lives
        return made

    @property
    def size(self) -> str:
        """As it is said: "224 × 224 pixels"."""
        return f"{self.width:,} × {self.height:,} pixels"

    @property
    def digest(self) -> str:
        return self.sha256

    @property
    def input(self) -> Image:
        return self.image

    def cut(self, units: Sequence[Unit]) -> Integers:
        """(height, width): the number of its region for each pixel."""
        return map_of(units, self.height, self.width)

    def shown(self) -> NDArray[np.uint8] | None:
        """(height, width, 3) to look at, or None where the picture was not kept."""
        return None if self.png is None else self._decoded

    @cached_property
    def image(self) -> Image:
        """The image itself; `InputError` where it was not kept, or kept in fewer bits than it had."""
        if self.png is None:
            raise InputError("the explanation does not hold its image (keep_image=False); give it: again(text=image).")
        pixels = self._decoded[:, :, 0] if self.grey else self._decoded
        if self.dtype != "uint8":
            pixels = (pixels * float(self.top) / 255.0).astype(self.dtype)
        found = Image(frozen(pixels), self.top, self.form)
        if found.digest != self.sha256:
            raise InputError(
                "the explanation keeps its image in 8 bits, and what was explained had more; give it: "
                "again(text=image)."
            )
        return found

    @cached_property
    def _decoded(self) -> NDArray[np.uint8]:
        from PIL import Image as pil

        if pil.MAX_IMAGE_PIXELS is not None and self.width * self.height > pil.MAX_IMAGE_PIXELS:
            raise InputError(f"the explanation's image of {self.size} is too large to be opened.")
        try:
            with pil.open(io.BytesIO(base64.b64decode(self.png or "", validate=True)), formats=("PNG",)) as opened:
                if opened.size != (self.width, self.height):
                    raise InputError("the explanation's PNG has another size than its image.")
                return frozen(np.asarray(opened.convert("RGB")))
        except (OSError, ValueError, SyntaxError, binascii.Error, pil.DecompressionBombError) as error:
            raise (
                error if isinstance(error, InputError) else InputError("the explanation's PNG cannot be read.")
            ) from None

    def __eq__(self, other: object) -> bool:
        names = self.__dataclass_fields__
        return isinstance(other, KeptImage) and all(getattr(self, name) == getattr(other, name) for name in names)

    def __hash__(self) -> int:
        return hash(self.sha256)


def _png(image: Image) -> str:
    from PIL.Image import fromarray

    file = io.BytesIO()
    pixels = image.rounded()
    fromarray(pixels[:, :, 0] if image.pixels.ndim == 2 else pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")
