"""EfficientNet-Lite0, a small convolutional classifier of images (Tan and Le, ICML 2019; as Lite, Google 2020).

The Lite variant has ReLU6 where EfficientNet has swish, and no squeeze-and-excitation. Batch norms are folded into the
convolutions before them, so each layer is a convolution with a bias; strides pad as TensorFlow's "SAME" does.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import hardtanh_, linear, pad
from torch.nn.functional import relu6 as relu6_apart

SIDE = 224  # pixels
CLASSES = 1000
_STEM = 32
_HEAD = 1280


@dataclass(frozen=True)
class _Stage:
    """Blocks of one kind in a row; only the first has a stride and changes the number of channels."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels: int


_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(2, 3, 2, 6, 24),
    _Stage(2, 5, 2, 6, 40),
    _Stage(3, 3, 2, 6, 80),
    _Stage(3, 5, 1, 6, 112),
    _Stage(4, 5, 2, 6, 192),
    _Stage(1, 3, 1, 6, 320),
)


def relu6(values: Tensor) -> Tensor:
    """max(0, min(6, v)); in place where no gradient will ask for what was there, which spares a third of a pass."""
    return relu6_apart(values) if torch.is_grad_enabled() else hardtanh_(values, 0.0, 6.0)


class Activation(nn.Module):
    """`relu6` as a layer of its own, so that the map after it has a name."""

    def forward(self, values: Tensor) -> Tensor:
        return relu6(values)


class Pointwise(nn.Conv2d):
    """A convolution of single pixels, as the matrix product that it is: of channels side by side it needs no copy."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(before, after, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        return linear(pixels.permute(0, 2, 3, 1), self.weight.flatten(1), self.bias).permute(0, 3, 1, 2)


class Spatial(nn.Conv2d):
    """A convolution of a neighbourhood. An odd kernel without a stride pads both sides alike, by itself.

    With a stride the input is to be padded by `pads` first, so that the output has ceil(size / stride) pixels a side.
    """

    def __init__(self, before: int, after: int, kernel: int, stride: int, groups: int = 1) -> None:
        super().__init__(before, after, kernel, stride, padding=kernel // 2 if stride == 1 else 0, groups=groups)

    def pads(self, pixels: Tensor) -> tuple[int, int, int, int]:
        """Left, right, above, below; what is odd goes right and below."""
        height, width = (self._lacking(size) for size in pixels.shape[-2:])
        return width // 2, width - width // 2, height // 2, height - height // 2

    def _lacking(self, size: int) -> int:
        """Pixels of padding, of both sides together."""
        stride, kernel = self.stride[0], self.kernel_size[0]
        return 0 if stride == 1 else max(0, (-(-size // stride) - 1) * stride + kernel - size)


class InvertedResidual(nn.Module):
    """Channels expanded, convolved one by one, and projected, with the input added where the shape stays."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = before * expansion
        self.expand = Pointwise(before, inner) if expansion > 1 else None
        self.depthwise = Spatial(inner, inner, kernel, stride, groups=inner)
        self.project = Pointwise(inner, after)
        self.is_residual = stride == 1 and before == after

    def forward(self, given: Tensor) -> Tensor:
        # Padded while the channels are few: the expansion makes something of the rim, which is then blanked.
        pads = self.depthwise.pads(given)
        inner = padded(given, pads)
        if self.expand is not None:
            inner = relu6(self.expand(inner))
            if any(pads):
                blank_rim(inner, pads)
        found: Tensor = self.project(relu6(self.depthwise(inner)))
        return found + given if self.is_residual else found


def padded(pixels: Tensor, pads: tuple[int, int, int, int]) -> Tensor:
    """With zeros around."""
    return pad(pixels, pads) if any(pads) else pixels


def blank_rim(pixels: Tensor, pads: tuple[int, int, int, int]) -> None:
    """Zeros where `pads` are, in place."""
    left, right, above, below = pads
    height, width = pixels.shape[-2:]
    pixels[..., :left] = 0
    pixels[..., width - right :] = 0
    pixels[..., :above, :] = 0
    pixels[..., height - below :, :] = 0


class EfficientNetLite0(nn.Module):
    """(B, 3, height, width) of (v - 127) / 128, v in 0..255, to logits (B, 1000). Made for 224 x 224 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Spatial(3, _STEM, kernel=3, stride=2)
        self.blocks = nn.ModuleList(_blocks())
        self.head = Pointwise(_STAGES[-1].channels, _HEAD)
        self.head_activation = Activation()
        self.classifier = nn.Linear(_HEAD, CLASSES)

    def features(self, pixels: Tensor) -> Tensor:
        """(B, 1280, height / 32, width / 32): what the classifier sees the mean of."""
        found = relu6(self.stem(padded(pixels, self.stem.pads(pixels))))
        for block in self.blocks:
            found = block(found)
        last: Tensor = self.head_activation(self.head(found))
        return last

    def forward(self, pixels: Tensor) -> Tensor:
        found: Tensor = self.classifier(self.features(pixels).mean(dim=(2, 3)))
        return found


def _blocks() -> list[InvertedResidual]:
    found, before = [], _STEM
    for stage in _STAGES:
        for index in range(stage.blocks):
            stride = stage.stride if index == 0 else 1
            found.append(InvertedResidual(before, stage.channels, stage.kernel, stride, stage.expansion))
            before = stage.channels
    return found
