"""EfficientNet-Lite0 as its weights were published: a torch module with batch norms, as a user of lime would run it."""

from pathlib import Path
from typing import Any

from recipes.images.conversion import find_weights, published
from torch import Tensor, nn

# (kernel, stride, expansion, channels) of each block.
_BLOCKS = (
    *((3, 1, 1, 16), (3, 2, 6, 24), (3, 1, 6, 24), (5, 2, 6, 40), (5, 1, 6, 40), (3, 2, 6, 80), (3, 1, 6, 80)),
    *((3, 1, 6, 80), (5, 1, 6, 112), (5, 1, 6, 112), (5, 1, 6, 112), (5, 2, 6, 192), (5, 1, 6, 192), (5, 1, 6, 192)),
    *((5, 1, 6, 192), (3, 1, 6, 320)),
)
_PADS = {(3, 2): (0, 1, 0, 1), (5, 2): (1, 2, 1, 2)}  # TensorFlow's, of an even number of pixels


class _Block(nn.Module):
    def __init__(self, before: int, kernel: int, stride: int, expansion: int, channels: int) -> None:
        super().__init__()
        inner = before * expansion
        if expansion > 1:
            self._expand_conv, self._bn0 = nn.Conv2d(before, inner, 1, bias=False), _norm(inner)
        self._depthwise_conv, self._bn1 = _spatial(inner, inner, kernel, stride, inner), _norm(inner)
        self._project_conv, self._bn2 = nn.Conv2d(inner, channels, 1, bias=False), _norm(channels)
        self.pads = nn.ZeroPad2d(_PADS.get((kernel, stride), (0, 0, 0, 0)))
        self.bend = nn.ReLU6()
        self.expands, self.adds = expansion > 1, stride == 1 and before == channels

    def forward(self, given: Tensor) -> Tensor:
        inner = self.bend(self._bn0(self._expand_conv(given))) if self.expands else given
        inner = self.bend(self._bn1(self._depthwise_conv(self.pads(inner))))
        found: Tensor = self._bn2(self._project_conv(inner))
        return found + given if self.adds else found


class Published(nn.Module):
    """(B, 3, 224, 224) of (v - 127) / 128 to logits (B, 1000)."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = _spatial(3, 32, 3, 2, 1), _norm(32)
        before, blocks = 32, []
        for kernel, stride, expansion, channels in _BLOCKS:
            blocks.append(_Block(before, kernel, stride, expansion, channels))
            before = channels
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = nn.Conv2d(before, 1280, 1, bias=False), _norm(1280)
        self._fc = nn.Linear(1280, 1000)
        self.pads, self.bend = nn.ZeroPad2d(_PADS[3, 2]), nn.ReLU6()

    def forward(self, pixels: Tensor) -> Tensor:
        found = self.bend(self._bn0(self._conv_stem(self.pads(pixels))))
        for block in self._blocks:
            found = block(found)
        logits: Tensor = self._fc(self.bend(self._bn1(self._conv_head(found))).mean(dim=(2, 3)))
        return logits


def published_network(weights: Path | None = None) -> Any:
    """With the published weights, in evaluation mode."""
    network = Published()
    network.load_state_dict(published(find_weights(weights)))
    return network.eval()


def _spatial(before: int, after: int, kernel: int, stride: int, groups: int) -> nn.Conv2d:
    pad = 0 if stride == 2 else kernel // 2
    return nn.Conv2d(before, after, kernel, stride, pad, groups=groups, bias=False)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)
