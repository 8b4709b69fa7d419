"""Torch modules that read images: what enters them, their answers, and gradients at what enters or at a layer's map.

A module gets what its preprocessing makes of an image: numbers (channels, height, width), of another size than the
image as a rule. Positions of gradients are the pixels of these, not of the image: preprocessing cannot be
differentiated. Which of the image's pixels each of them shows is found out by `modalities.image.placing`.
"""

import copy
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import feature_maps, fingerprinting
from exegesis.adapters.base import check_outputs
from exegesis.adapters.failures import told
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.images import ImageModel, PixelRow
from exegesis.adapters.reads import Read
from exegesis.adapters.sites import differentiated
from exegesis.adapters.turns import alone
from exegesis.core.errors import ModelError
from exegesis.core.types import Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow, Row

if TYPE_CHECKING:
    from torch import Tensor


class TorchImages(ImageModel):
    """A torch module and what makes its input of an image. Subclasses say how (`prepared`).

    The module is put in evaluation mode; its weights are read, never changed.
    """

    scale: str = "logit"
    revision: str | None = None  # the commit of a hub id
    batch_tokens: ClassVar[int] = 2**20  # pixels of images as given: 20 of 224 x 224

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model.eval(), name

    @abstractmethod
    def prepared(self, rows: Sequence[PixelRow]) -> "list[Tensor]":
        """What the module gets for each row: (channels, height, width), of any size."""

    @property
    def device(self) -> Any:
        """Where the weights are."""
        return self._like.device

    @property
    def _like(self) -> Any:
        """A tensor of the type and on the device that the module's inputs are to have."""
        import torch

        floats = (one for one in self.model.parameters() if one.is_floating_point())
        return next(floats, torch.empty(0))

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        import torch

        given = [row for row in rows if isinstance(row, PixelRow)]
        with told(self.name, f"on {len(given)} images"), torch.inference_mode():
            answers: list[Any] = [None] * len(given)
            for places, batch in _of_one_size(self.prepared(given)):
                logits = self.answers(batch.to(self._like))
                if len(logits) != len(batch):
                    raise ModelError(f"{self.name} returned {len(logits)} rows for {len(batch)} images.")
                for place, answer in zip(places, logits.double().cpu().numpy(), strict=True):
                    answers[place] = answer
        return check_outputs(self.name, answers, len(given), noun="image")

    def answers(self, batch: "Tensor") -> "Tensor":
        """What the module gives for (B, channels, height, width), in the unit `scale`: (B, C)."""
        with alone(self.model):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            result = self.model(batch)
        return tensor_of(result, self.name)

    # -- for gradients ----------------------------------------------------------------------------------------------

    def entering(self, row: DataRow) -> NDArray[np.float32]:
        """What the module gets for a row: (channels, height, width)."""
        assert isinstance(row, PixelRow)  # the rows of this kind of data
        with told(self.name, "on one image"):
            (found,) = self.prepared([row])
        return np.asarray(found.float().cpu().numpy())

    def feature_map(self, entering: NDArray[np.float32], layer: str | None) -> FeatureMap:
        """Where the maps of a layer stand, None: of the last convolution; `UnsupportedError` for one without."""
        return feature_maps.found(self, entering, layer)

    def mapped(self, entering: NDArray[np.float32], at: FeatureMap) -> NDArray[np.float32]:
        """What a layer gives where this enters: (positions, channels)."""
        return feature_maps.read(self, entering, at)

    def point_gradients(
        self, points: Points, grid: Sequence[int], read: Read, at: tuple[FeatureMap, NDArray[np.float32]] | None = None
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, P, D) at points (S, P, D).

        They enter as numbers on a grid (height, width), or with `at` stand in for what a layer gives where the second
        of the pair enters.
        """

        def values(leaf: "Tensor") -> "Tensor":
            with alone(self.model):
                if at is None:
                    logits = self.answers(leaf.transpose(1, 2).reshape(len(leaf), -1, *grid).to(self._like.dtype))
                else:
                    logits = feature_maps.answers(self, leaf, *at)
            found: Tensor = read(SimpleNamespace(logits=logits), {})
            return found

        with told(self.name, f"on gradients at {len(points)} points"):
            return differentiated(self, points, values)

    def batch_of(self, entering: NDArray[np.float32]) -> "Tensor":
        """One input of the module, as a batch of its type and device."""
        import torch

        return torch.from_numpy(np.ascontiguousarray(entering)[None]).to(self._like)

    def copied(self, name: str) -> Self:
        """A copy under another name, whose weights are its own."""
        with alone(self.model):
            made = copy.copy(self)
            made.model = copy.deepcopy(self.model)
        made.name = name
        return made

    def fingerprint(self) -> Fingerprint:
        with alone(self.model):
            return fingerprinting.fingerprint(self.name, self.revision, self.model, None)


def tensor_of(result: Any, name: str) -> "Tensor":
    """The table (B, C) that a module returned, as it is or as `logits`; `ModelError` for anything else."""
    import torch

    found = getattr(result, "logits", result)
    if not isinstance(found, torch.Tensor) or found.ndim != 2 or not found.shape[1]:
        kind = f"a tensor of shape {tuple(found.shape)}" if hasattr(found, "shape") else f"a {type(found).__name__}"
        raise ModelError(f"{name} returned {kind}; the module must return a tensor (images, classes).")
    return found


def _of_one_size(inputs: "Sequence[Tensor]") -> "Iterator[tuple[list[int], Tensor]]":
    """Those of one shape as one batch, and their places."""
    import torch

    places: dict[tuple[int, ...], list[int]] = {}
    for place, one in enumerate(inputs):
        places.setdefault(tuple(one.shape), []).append(place)
    for alike in places.values():
        yield alike, torch.stack([inputs[place] for place in alike])
