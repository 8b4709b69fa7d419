"""Small networks of images with random weights, and what makes their input of an image."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import exegesis
from exegesis.adapters.image_modules import ImageModule

SIDE = 24  # pixels of what enters the network
MEAN, SCALE = 0.5, 0.25


class Network(torch.nn.Module):
    """Two convolutions with what follows them, pooled over the image; logits of three classes."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.first = torch.nn.Conv2d(3, 6, 5, padding=2)
        self.pool = torch.nn.AvgPool2d(3)
        self.second = torch.nn.Conv2d(6, 8, 3, padding=1)
        self.bend = torch.nn.ReLU(inplace=True)
        self.head = torch.nn.Linear(8, 3)
        with torch.no_grad():
            self.head.weight.mul_(8)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        maps = self.bend(self.second(self.pool(torch.tanh(self.first(images)))))
        found: torch.Tensor = self.head(maps.mean(dim=(2, 3)))
        return found


class Then(torch.nn.Module):
    """A network, and what is made of its logits."""

    def __init__(self, network: torch.nn.Module, link: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.network, self.link = network, link

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.link(self.network(images))


def plain(image: Any) -> torch.Tensor:
    """The image's own pixels, normalised: nothing is cut or resized."""
    pixels = np.asarray(image).astype(np.float32)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    return torch.from_numpy((pixels / 255 - MEAN) / SCALE).permute(2, 0, 1)


def cropped(image: Any) -> torch.Tensor:
    """As photographs are read: the shorter side to 28 pixels, the middle 24 x 24, normalised."""
    from PIL import Image as pil

    whole = image if isinstance(image, pil.Image) else pil.fromarray(np.asarray(image))
    scale = 28 / min(whole.size)
    whole = whole.convert("RGB").resize(
        (round(whole.width * scale), round(whole.height * scale)), pil.Resampling.BILINEAR
    )
    left, top = (whole.width - SIDE) // 2, (whole.height - SIDE) // 2
    return plain(whole.crop((left, top, left + SIDE, top + SIDE)))


def loaded(
    network: torch.nn.Module | None = None, preprocess: Callable[[Any], torch.Tensor] = plain, **options: Any
) -> ImageModule:
    """A network as a model of images."""
    made = exegesis.load(network or Network(), modality="image", preprocess=preprocess, **options)
    assert isinstance(made, ImageModule)
    return made
