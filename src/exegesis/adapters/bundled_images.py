"""The bundled classifier of photographs: its folder, and how it is run."""

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exegesis.adapters.image_inputs import SquareInputs
from exegesis.adapters.images import PixelRow
from exegesis.adapters.outputs import KINDS
from exegesis.adapters.threads import Threads
from exegesis.adapters.torch_images import TorchImages
from exegesis.core.errors import LoadError
from exegesis.data.image import rounded

if TYPE_CHECKING:
    from torch import Tensor

    from exegesis.adapters.efficientnet import EfficientNetLite0

CONFIG, WEIGHTS = "config.json", "model.safetensors"
_TOGETHER = 4  # images, whose layers stay in the processor's cache: two thirds of the time of many together


class BundledImages(TorchImages):
    """EfficientNet-Lite0 over the 1,000 classes of ImageNet. Its outputs are logits; it reads 8 bits a channel."""

    def __init__(
        self, model: "EfficientNetLite0", inputs: SquareInputs, labels: Sequence[str], name: str, kind: str
    ) -> None:
        super().__init__(model, name)
        self.inputs, self.kind = inputs, kind
        self._labels = tuple(labels)
        self._threads = Threads()

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def with_threads(self, count: int) -> "BundledImages":
        """The same network, whose passes take so many threads."""
        made = copy.copy(self)
        made._threads = Threads(count)
        return made

    def prepared(self, rows: Sequence[PixelRow]) -> "list[Tensor]":
        import torch

        pixels = (self.inputs.of(rounded(row.pixels(), row.source.top)) for row in rows)
        return [torch.from_numpy(one).permute(2, 0, 1) for one in pixels]

    def answers(self, batch: "Tensor") -> "Tensor":
        import torch

        found = []
        for start in range(0, len(batch), _TOGETHER):
            part = batch[start : start + _TOGETHER]
            with self._threads.of("forward", part[:, 0].numel()):
                # A place's channels stand side by side, as in the weights.
                found.append(super().answers(part.contiguous(memory_format=torch.channels_last)))
        return torch.cat(found)


def load_bundled_images(
    folder: Path, name: str, labels: Sequence[str] | None = None, task: str | None = None
) -> BundledImages:
    """The network in a folder that `recipes.images` wrote; `LoadError` for other names or a task that do not fit it."""
    from safetensors.torch import load_file

    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    if labels is not None and len(labels) != len(config["labels"]):
        raise LoadError(
            f"{name} has {len(config['labels'])} outputs, and labels has {len(labels)}; give one name for each."
        )
    if task not in (None, "classification", *KINDS):
        raise LoadError(f"{name} is a classifier of images, so task={task!r} does not fit it; leave it out.")
    kind = task if task in KINDS else "single-label"
    inputs = SquareInputs(**config["inputs"])
    return BundledImages(network_of(load_file(folder / WEIGHTS)), inputs, labels or config["labels"], name, str(kind))


def network_of(weights: Mapping[str, "Tensor"]) -> "EfficientNetLite0":
    """The network with these weights, in float32, laid out as it is fastest."""
    import torch

    from exegesis.adapters.efficientnet import EfficientNetLite0

    with torch.device("meta"):  # the weights are given: none are drawn first
        network = EfficientNetLite0()
    network.load_state_dict({key: _laid_out(tensor) for key, tensor in weights.items()}, assign=True)
    return network.requires_grad_(False).eval()


def _laid_out(weight: "Tensor") -> "Tensor":
    """In float32; of a convolution with a place's channels side by side, as its inputs are."""
    import torch

    weight = weight.float()
    return weight.contiguous(memory_format=torch.channels_last) if weight.ndim == 4 else weight
