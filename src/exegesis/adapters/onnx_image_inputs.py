"""What an ONNX file of an image classifier takes, and what makes that of images."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.image_folders import PROCESSOR, processor_of
from exegesis.adapters.images import PixelRow
from exegesis.adapters.onnx_files import OnnxFile
from exegesis.adapters.quiet import quiet
from exegesis.core.errors import LoadError, ModelError
from exegesis.data.image import rounded

Numbers: TypeAlias = NDArray[Any]
Prepare: TypeAlias = Callable[[Sequence[PixelRow]], list[Numbers]]

_TYPES: dict[str, Any] = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}


@dataclass(frozen=True)
class OnnxInput:
    """The one input of a file. `shape`: batch first; a name or None where any size does."""

    name: str
    shape: tuple[Any, ...]
    kind: Any

    def checked(self, made: Any, model: str) -> Numbers:
        """What preprocess gave for an image, of the file's type; `ModelError` for another shape or bad numbers."""
        array = np.asarray(made.detach().cpu() if hasattr(made, "detach") else made)
        wanted = self.shape[1:]
        said = " x ".join(str(size) if isinstance(size, int) else "any" for size in wanted)
        if array.ndim != len(wanted) or not np.issubdtype(array.dtype, np.floating):
            raise ModelError(
                f"{model} takes numbers of {said}, and preprocess gave {array.dtype} of {by(array.shape)}; return "
                "an array of floats of that shape."
            )
        if any(isinstance(size, int) and size != has for size, has in zip(wanted, array.shape, strict=True)):
            raise ModelError(
                f"{model} takes {said}, and preprocess gave {by(array.shape)}; {_mend(wanted, array.shape)}."
            )
        if not np.isfinite(array).all():
            raise ModelError(f"preprocess of {model} gave NaN or infinity; mend it.")
        return array.astype(self.kind, copy=False)


def input_of(file: OnnxFile, session: Any) -> OnnxInput:
    """`LoadError` where there are several, or one of another form than a batch of images."""
    inputs = session.get_inputs()
    path = os.fspath(file.path)
    if len(inputs) != 1:
        raise LoadError(f"{path!r} has the inputs {', '.join(one.name for one in inputs)}; of images there is one.")
    (one,) = inputs
    if one.type not in _TYPES or len(one.shape) != 4:
        raise LoadError(
            f"{path!r} takes {one.type} of {len(one.shape)} dimensions; a batch of images is of floats and of four."
        )
    if isinstance(one.shape[0], int) and one.shape[0] != 1:
        raise LoadError(f"{path!r} takes batches of {one.shape[0]} only; export it with a dynamic batch, or one of 1.")
    return OnnxInput(str(one.name), tuple(one.shape), _TYPES[one.type])


def by_user(preprocess: Callable[[Any], Any]) -> Prepare:
    """By the user's own function of an image, in the form in which it is given to `explain`."""
    if not callable(preprocess):
        raise LoadError("preprocess must be a function of an image.")
    return lambda rows: [preprocess(row.source.as_given(row.pixels())) for row in rows]


def by_processor(path: Path, folder: Path) -> Prepare:
    """By the image processor beside the file, which reads 8 bits a channel."""
    if not (folder / PROCESSOR).is_file():
        raise LoadError(
            f"{str(path)!r} does not say how it reads an image; put its {PROCESSOR} beside it, or give "
            "preprocess=function, of image -> array."
        )
    processor = processor_of(str(folder))

    def prepare(rows: Sequence[PixelRow]) -> list[Numbers]:
        from PIL.Image import fromarray

        images = [fromarray(rounded(row.pixels(), row.source.top)) for row in rows]
        with quiet():
            return list(processor(images=images, return_tensors="np")["pixel_values"])

    return prepare


def by(shape: Sequence[int]) -> str:
    """A shape as people write it."""
    return " x ".join(map(str, shape)) or "no dimension"


def _mend(wanted: Sequence[Any], has: Sequence[int]) -> str:
    """What to do with numbers of another shape."""
    if wanted[-1] == has[0] and has[0] in (1, 3):
        return "it wants the channels last: give preprocess= a function that puts them there"
    if wanted[0] == has[-1] and has[-1] in (1, 3):
        return "it wants the channels first: let preprocess return image.transpose(2, 0, 1)"
    return "let preprocess resize to that"
