"""A torch module of images with the user's own preprocessing, as a model."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from exegesis.adapters.called import KINDS
from exegesis.adapters.failures import told
from exegesis.adapters.images import PixelRow
from exegesis.adapters.reads import Read
from exegesis.adapters.torch_images import TorchImages, tensor_of
from exegesis.adapters.turns import alone
from exegesis.core.errors import ExegesisError, LoadError, ModelError, unknown
from exegesis.core.types import Outputs
from exegesis.data.image import FORMS, Image, ImageRow
from exegesis.data.rows import Row

if TYPE_CHECKING:
    from torch import Tensor

_TRIED = (224, 32)  # pixels a side of the images of noise that a module is tried on
_NOISES = 4  # inputs of noise that tell logits from probabilities
_NEAR = 1e-3  # of a sum of probabilities


class ImageModule(TorchImages):
    """A torch module, and `preprocess`: an image, as it is given to `explain` -> a tensor (channels, height, width).

    The module returns (images, classes). Whether these are logits or probabilities is told from its answers to noise:
    of one choice among classes, probabilities sum to 1; of a probability for each, all lie in 0..1. What was found
    stands in every explanation's warnings. With task="regression" they are values.
    """

    def __init__(
        self,
        model: Any,
        preprocess: Callable[[Any], Any],
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        if task not in KINDS:
            raise unknown("task for a module of images", task, ("classification", "multi-label", "regression"))
        super().__init__(model, name or type(model).__name__)
        self.preprocess = preprocess
        self.kind: str = KINDS[task]
        self._scale: str | None = "value" if self.kind == "regression" else None  # None: not known yet
        self._labels = None if labels is None else tuple(map(str, labels))

    @property
    def scale(self) -> str:  # type: ignore[override]
        """Of the module's answers; "logit" until the first of them has told."""
        return self._scale or "logit"

    @property
    def labels(self) -> tuple[str, ...]:
        """() until the first answer, where nobody has named them."""
        return self._labels or ()

    @property
    def notes(self) -> tuple[str, ...]:
        if self._scale != "logit":
            return ()
        way = "do not sum to 1" if self.kind == "single-label" else "are not all in 0..1"
        link = "softmax" if self.kind == "single-label" else "sigmoid"
        return (f"The module's answers {way}, so they are read as logits ({link}).",)

    def check(self) -> None:
        """Learn of its answers what noise tells. A module that takes no such image is tried on the first that comes.

        `LoadError` in one line where its answers are none.
        """
        noise = np.random.default_rng(0)
        for side in _TRIED:
            pixels = noise.integers(0, 255, (side, side, 3), dtype=np.uint8)
            for image in (*(Image(pixels, 255, form) for form in FORMS), Image(pixels / np.float32(255), 1)):
                try:
                    (found,) = self.prepared([ImageRow(image)])
                    self._learn(found[None].to(self._like))
                except LoadError:
                    raise
                except (ExegesisError, RuntimeError, MemoryError):
                    continue
                return

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        outputs = super().forward(rows, precision, read)
        if self.scale == "probability" and logits_among(outputs, self.kind):
            raise ModelError(
                f"{self.name} returned probabilities for noise and now {outputs.min():.3g} to {outputs.max():.3g}; "
                "let the module return one of the two, such as logits."
            )
        return outputs

    def prepared(self, rows: Sequence[PixelRow]) -> "list[Tensor]":
        found = []
        for row in rows:
            with told(self.name, "in preprocess"):
                found.append(self._checked(self.preprocess(row.source.as_given(row.pixels()))))
        return found

    def answers(self, batch: "Tensor") -> "Tensor":
        if self._scale is None or self._labels is None:
            self._learn(batch)
        return super().answers(batch)

    def _checked(self, made: Any) -> "Tensor":
        """What preprocess returned; `ModelError` in one line for what no module of images takes."""
        import torch

        tensor = torch.from_numpy(made) if isinstance(made, np.ndarray) else made
        asked = "return a tensor of floats (channels, height, width)"
        if not isinstance(tensor, torch.Tensor):
            raise ModelError(f"preprocess of {self.name} returned a {type(made).__name__}; {asked}.")
        if tensor.ndim != 3 or 0 in tensor.shape:
            raise ModelError(f"preprocess of {self.name} returned the shape {tuple(tensor.shape)}; {asked}.")
        if not tensor.is_floating_point():
            raise ModelError(f"preprocess of {self.name} returned {str(tensor.dtype).removeprefix('torch.')}; {asked}.")
        if not bool(torch.isfinite(tensor).all()):
            raise ModelError(f"preprocess of {self.name} returned NaN or infinity; mend it.")
        return tensor.detach()

    def _learn(self, batch: "Tensor") -> None:
        """The unit of the answers and their number, from those to the first of a batch and to noise of its shape."""
        import torch

        noise = torch.randn((_NOISES, *batch.shape[1:]), generator=torch.Generator().manual_seed(0))
        tried = torch.cat([batch[:1], noise.to(batch)])
        with alone(self.model), torch.inference_mode():
            outputs = tensor_of(self.model(tried.clone()), self.name).double().cpu().numpy()
        self._check_count(outputs.shape[1])
        if self._scale is None:
            self._scale = "logit" if logits_among(outputs, self.kind) else "probability"
        if self._labels is None:
            self._labels = tuple(f"class {index}" for index in range(outputs.shape[1]))

    def _check_count(self, count: int) -> None:
        if self._labels is not None and len(self._labels) != count:
            raise LoadError(
                f"{self.name} has {count} outputs, and labels has {len(self._labels)}; give one name for each."
            )
        if count == 1 and self.kind == "single-label":
            raise LoadError(
                f"{self.name} returns one number for each image: load it with task='regression', or with "
                "task='multi-label' where it is a probability or its logit."
            )


def logits_among(outputs: Outputs, kind: str) -> bool:
    """Whether some of these answers are no probabilities."""
    if ((outputs < -1e-6) | (outputs > 1 + 1e-6)).any():
        return True
    return kind == "single-label" and bool((np.abs(outputs.sum(axis=1) - 1) > _NEAR).any())
