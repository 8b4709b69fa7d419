"""A BERT whose layers have narrower feed-forward parts: of each the units that matter most to its output are kept."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import torch

from exegesis.core.errors import InputError


@torch.no_grad()
def narrowed(model: Any, inner: int, run: Callable[[Any], None]) -> Any:
    """A new model with `inner` feed-forward units a layer; what `run` reads with the model says which matter.

    A unit's weight is its mean activation, without sign, times the norm of what it writes: how much of the layer's
    output would be missing without it.
    """
    wide = int(model.config.intermediate_size)
    if not 0 < inner <= wide:
        raise InputError(f"inner must be from 1 to {wide}, the encoder's own width, not {inner}.")
    if inner == wide:
        return model
    layers = model.bert.encoder.layer
    activations = _activations(layers, lambda: run(model))
    config = deepcopy(model.config)
    config.intermediate_size = inner
    made = type(model)(config).to(model.device).eval()
    state = model.state_dict()
    for number, (layer, active) in enumerate(zip(layers, activations, strict=True)):
        weight = active * layer.output.dense.weight.norm(dim=0)
        kept = weight.topk(inner).indices.sort().values
        name = f"bert.encoder.layer.{number}"
        for rows in ("intermediate.dense.weight", "intermediate.dense.bias"):
            state[f"{name}.{rows}"] = state[f"{name}.{rows}"][kept]
        state[f"{name}.output.dense.weight"] = state[f"{name}.output.dense.weight"][:, kept]
    made.load_state_dict(state)
    return made


def _activations(layers: Iterable[Any], run: Callable[[], None]) -> list[torch.Tensor]:
    """The sum of |activation| of each feed-forward unit (inner,), a layer, over all pieces that are read."""
    sums: dict[int, torch.Tensor] = {}
    hooks = []
    for number, layer in enumerate(layers):

        def add(_module: Any, _given: Any, output: torch.Tensor, number: int = number) -> None:
            sums[number] = sums.get(number, 0) + output.abs().flatten(0, -2).sum(0)

        hooks.append(layer.intermediate.register_forward_hook(add))
    try:
        run()
    finally:
        for hook in hooks:
            hook.remove()
    return [sums[number] for number in sorted(sums)]
