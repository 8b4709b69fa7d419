"""The optimiser's parts: which parameter learns how fast, when, and the average of the weights."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from exegesis.training.loop_settings import Loop

_LAYER = re.compile(r"\.layer\.(\d+)\.")


def parameter_groups(model: nn.Module, loop: Loop) -> list[dict[str, Any]]:
    """AdamW's groups: learning rates falling by `layer_decay` a layer downwards, no weight decay on vectors."""
    depth = 1 + max((_layer(name) for name, _ in model.named_parameters()), default=0)
    groups: dict[tuple[int, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        below_top = 0 if "embeddings" not in name and _layer(name) < 0 else depth - _layer(name)
        if not parameter.requires_grad:
            continue
        groups.setdefault((below_top, parameter.ndim > 1), []).append(parameter)
    return [
        {
            "params": parameters,
            "lr": loop.lr * loop.layer_decay**below_top,
            "weight_decay": loop.weight_decay if decays else 0.0,
        }
        for (below_top, decays), parameters in groups.items()
    ]


def _layer(name: str) -> int:
    found = _LAYER.search(name)
    return int(found[1]) if found else -1


def warmup_then_linear(step: int, steps: int, warmup: float) -> float:
    """The factor on the learning rate at `step` of `steps`: up from 0 over the first `warmup` share, then down to 0."""
    rising = max(1, round(warmup * steps))
    return min((step + 1) / rising, (steps - step) / max(1, steps - rising))


class Average:
    """An exponential moving average of a model's parameters, quick to follow at first."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.parameters = list(model.parameters())
        self.mean = [parameter.detach().clone() for parameter in self.parameters]
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self) -> None:
        """Take in the parameters as they are now."""
        self.steps += 1
        decay = min(self.decay, self.steps / (10 + self.steps))
        torch._foreach_lerp_(self.mean, [p.detach() for p in self.parameters], 1.0 - decay)

    @torch.no_grad()
    def take(self, mean: Sequence[torch.Tensor], steps: int) -> None:
        """Go on from an average that was taken over so many steps."""
        self.steps = steps
        for mine, its in zip(self.mean, mean, strict=True):
            mine.copy_(its)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Within the block the model has the averaged parameters."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    def settle(self) -> None:
        """Leave the averaged parameters in the model for good."""
        self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for parameter, mean in zip(self.parameters, self.mean, strict=True):
            held = parameter.detach().clone()
            parameter.copy_(mean)
            mean.copy_(held)
