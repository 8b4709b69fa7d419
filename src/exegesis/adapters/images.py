"""What can be asked of any model of images, and a callable as one."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Outputs
from exegesis.data.image import Image, ImageRow, Pixels
from exegesis.data.rows import DataRow, Row


@runtime_checkable
class PixelRow(DataRow, Protocol):
    """An image before its model, whole or masked; painted when it is run."""

    @property
    def source(self) -> Image:
        """The image that it is made of."""

    def pixels(self) -> Pixels:
        """As the model is to see them."""


class ImageModel(Model):
    """A model of images. Its batches are bounded by pixels, not by how many masks are asked for."""

    reads: ClassVar[str] = "image"
    batch_tokens: ClassVar[int] = 2**21  # pixels: 41 images of 224 x 224

    @cached_property
    def gives(self) -> frozenset[str]:
        """What it answers beyond outputs, by name; of every one pixels, which some methods blend or weigh."""
        return super().gives | {"pixels"}

    def predict(self, images: Sequence[Any], batch_pixels: int | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs, (n, outputs), of images as `explain` takes them."""
        rows = [ImageRow(Image.of(image)) for image in images]
        if not rows:
            return np.empty((0, len(self.labels)))
        return self.probabilities(self.outputs(rows, batch_pixels))


def image_model(model: Model) -> ImageModel:
    """The model as one of images; `UnsupportedError` where it reads something else."""
    if not isinstance(model, ImageModel):
        raise UnsupportedError(f"{model.name} reads no images.")
    return model


class ImageFunction(CalledModel, ImageModel):
    """A callable of a list of images, in the form in which they were given, to (n, classes) of probabilities.

    With task="regression" of values. The number of classes is learned from the first answer, or from `labels`.
    """

    noun: ClassVar[str] = "image"
    an_input: ClassVar[str] = "an image"

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first image has been answered, where nobody has named them."""
        return self._labels or ()

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        return [row.source.as_given(row.pixels()) for row in rows if isinstance(row, PixelRow)]
