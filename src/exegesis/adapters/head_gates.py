"""Gates of heads: what a head writes times a number (0: silenced), before the output projection of its layer.

A gated model is a copy of the module that shares every weight with it; only the gates are its own. They are buffers of
the projections, so that they are in the model's hash, in its copies and on its device, and whoever runs the copy, in
whichever way, runs it with them. The model itself is not touched.
"""

import copy
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

GATES = _FACTORS, _FILLS = "head_factors", "head_fills"  # buffers, (calls of the projection in a pass, heads x width)


def gated(
    model: "Module", projections: Sequence[str], factors: NDArray[np.float32], fills: NDArray[np.float32]
) -> "Module":
    """A copy in which what enters the projection of layer l is factors[l] times it, plus fills[l].

    Args:
        model: stays as it is. Gates that it has already stay in the copy, before these.
        projections: of each layer the name of its projection; blocks that are shared are named for each layer.
        factors: (layers, heads x width).
        fills: (layers, heads x width).
    """
    shared = {id(one): one for one in chain(model.parameters(), model.buffers())}
    made = copy.deepcopy(model, shared)
    for name in dict.fromkeys(projections):
        calls = [layer for layer, one in enumerate(projections) if one == name]
        _put(made.get_submodule(name), factors[calls], fills[calls])
    if _restart not in made._forward_pre_hooks.values():
        made.register_forward_pre_hook(_restart)
    return made


def next_factors(projection: "Module") -> "Tensor | None":
    """What the projection's next input will be multiplied with (heads x width,); None where nothing is."""
    return getattr(projection, _FACTORS)[_call(projection)] if _FACTORS in projection._buffers else None


def _put(projection: Any, factors: NDArray[np.float32], fills: NDArray[np.float32]) -> None:
    import torch

    with torch.inference_mode(False):
        times, plus = (torch.from_numpy(one).to(projection.weight.device) for one in (factors, fills))
        if _FACTORS in projection._buffers:
            plus = getattr(projection, _FILLS) * times + plus
            times = getattr(projection, _FACTORS) * times
        else:
            projection.register_forward_pre_hook(_gate)
        projection.register_buffer(_FACTORS, times)
        projection.register_buffer(_FILLS, plus)
        projection._calls = 0


def _gate(projection: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """A hook before the projection. A block that several layers share is called once for each, in their order."""
    call = _call(projection)
    projection._calls += 1
    first, *others = given
    factors, fills = (getattr(projection, name)[call].to(first.dtype) for name in (_FACTORS, _FILLS))
    return (first * factors + fills, *others)


def _call(projection: Any) -> int:
    return int(projection._calls % len(getattr(projection, _FACTORS)))


def _restart(model: "Module", given: Any) -> None:
    """A hook before the model: the last pass may have failed between two layers."""
    part: Any
    for part in model.modules():
        if _FACTORS in part._buffers:
            part._calls = 0
