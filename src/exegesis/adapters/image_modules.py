"""A torch module of images with the user's own preprocessing, as a model."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from exegesis.adapters.failures import told
from exegesis.adapters.images import PixelRow
from exegesis.adapters.learned_answers import LearnedAnswers
from exegesis.adapters.reads import Read
from exegesis.adapters.torch_images import TorchImages, tensor_of
from exegesis.adapters.turns import alone
from exegesis.core.errors import ExegesisError, LoadError, ModelError
from exegesis.core.types import Outputs
from exegesis.data.image import FORMS, Image, ImageRow
from exegesis.data.rows import Row

if TYPE_CHECKING:
    from torch import Tensor

_TRIED = (224, 32)  # pixels a side of the images of noise that a module is tried on
_NOISES = 4  # inputs of noise that tell logits from probabilities


class ImageModule(LearnedAnswers, TorchImages):  # type: ignore[override]  # its scale is learned, and never set
    """A torch module, and `preprocess`: an image, as it is given to `explain` -> a tensor (channels, height, width).

    The module returns (images, classes). Whether these are logits or probabilities is told from its answers to noise.
    """

    noun: ClassVar[str] = "image"

    def __init__(
        self,
        model: Any,
        preprocess: Callable[[Any], Any],
        *,
        task: str | None = None,
        labels: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        self.expect(task, labels)
        super().__init__(model, name or type(model).__name__)
        self.preprocess = preprocess

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
                    self._try(found[None].to(self._like))
                except LoadError:
                    raise
                except (ExegesisError, RuntimeError, MemoryError):
                    continue
                return

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        return self.held(super().forward(rows, precision, read))

    def prepared(self, rows: Sequence[PixelRow]) -> "list[Tensor]":
        found = []
        for row in rows:
            with told(self.name, "in preprocess"):
                found.append(self._checked(self.preprocess(row.source.as_given(row.pixels()))))
        return found

    def answers(self, batch: "Tensor") -> "Tensor":
        if not self.is_learned:
            self._try(batch)
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

    def _try(self, batch: "Tensor") -> None:
        """The unit of the answers and their number, from those to the first of a batch and to noise of its shape."""
        import torch

        noise = torch.randn((_NOISES, *batch.shape[1:]), generator=torch.Generator().manual_seed(0))
        tried = torch.cat([batch[:1], noise.to(batch)])
        with alone(self.model), torch.inference_mode():
            outputs = tensor_of(self.model(tried.clone()), self.name).double().cpu().numpy()
        self.learn(outputs)
