"""The layers of a transformer: what passes between its blocks, and what its own head makes of each of that.

What the head makes of layer k is the model's own answer where layer k's states take the place of the last block's
output (the logit lens, nostalgebraist 2020). So whatever stands behind the blocks (a final norm, a pooler, a transform,
tied words, a cap on logits) is the model's own, and no list has to say which family has which. States are taken where
they enter a block: what stands between two of them (DeBERTa's convolution) has been done, the final norm has not.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention import layer_count
from exegesis.adapters.hooks import fed, hooked
from exegesis.adapters.passes import Passes
from exegesis.adapters.reads import Read
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@dataclass(frozen=True)
class Trunk:
    """The blocks below a model's head, by their names; `layers` calls of them are one pass (ALBERT has one block)."""

    blocks: tuple[str, ...]
    layers: int


def trunk(passes: Passes, row: TokenRow, encoder: bool = False) -> Trunk:
    """The blocks of a model, found by a pass over `row`: the first list of which as many calls are made as layers.

    Of an encoder-decoder the decoder's, which its head reads, or with `encoder` the others. `UnsupportedError` where
    there is no such list.
    """
    config = passes.model.config
    both = bool(getattr(config, "is_encoder_decoder", False))
    kind = "self" if not both else "encoder" if encoder else "decoder"
    layers = layer_count(config, kind)
    for blocks in _lists(passes.model, kind):
        known = Trunk(blocks, layers)
        states = _states(passes, known, row)
        shapes = {state.shape for state in states}
        if len(states) == layers + 1 > 1 and len(shapes) == 1 and next(iter(shapes))[:2] == (1, len(row)):
            return known
    raise UnsupportedError(
        f"{passes.name} has no plain row of layers, one after the other and of one width, so there is nothing to read "
        "between them."
    )


def layer_states(passes: Passes, known: Trunk, row: TokenRow) -> "Tensor":
    """(layers + 1, L, D): what enters each block, from the embeddings on, and what the last one gives."""
    import torch

    return torch.cat(_states(passes, known, row))


def at_layers(passes: Passes, known: Trunk, row: TokenRow, read: Read, rows_at_once: int) -> NDArray[np.float32]:
    """(layers + 1, K): what `read` finds where each layer's states, embeddings first, are what the last block gives."""
    import torch

    states = layer_states(passes, known, row)
    found = []
    for some in torch.split(states, rows_at_once):

        def put(call: int, output: "Tensor", some: "Tensor" = some) -> "Tensor | None":
            return some.to(output.dtype) if call == known.layers - 1 else None

        with torch.inference_mode(), _after_each(passes.model, known, put):
            inputs = passes.inputs([row] * len(some))
            found.append(read(passes.run(inputs), inputs).float().cpu().numpy())
    return np.concatenate(found)


def _lists(model: Any, kind: str) -> Iterator[tuple[str, ...]]:
    """The blocks of every list of modules, in the order of the model; of an encoder-decoder those of one side."""
    from torch.nn import ModuleList

    side = {"encoder": "get_encoder", "decoder": "get_decoder"}.get(kind)
    inner = None if side is None else set(getattr(model, side)().modules())
    for name, part in model.named_modules():
        if isinstance(part, ModuleList) and len(part) and (inner is None or part in inner):
            yield tuple(f"{name}.{number}" for number, _ in part.named_children())


def _states(passes: Passes, known: Trunk, row: TokenRow) -> "list[Tensor]":
    """Of each call of a block its input, and of the last its output; [] where these are no tensors of three axes."""
    import torch

    entering: list[Any] = []
    leaving: list[Any] = []

    def enter(_block: Any, given: Any) -> None:
        entering.append(given)

    def leave(_call: int, output: Any) -> None:
        leaving[:] = [output]

    with torch.inference_mode(), ExitStack() as hooks:
        for block in _modules(passes.model, known.blocks):
            hooks.enter_context(fed(block, enter))
        hooks.enter_context(_after_each(passes.model, known, leave))
        passes.run(passes.inputs([row]))
    states = [*entering, *leaving]
    return states if all(isinstance(state, torch.Tensor) and state.ndim == 3 for state in states) else []


@contextmanager
def _after_each(model: Any, known: Trunk, act: "Callable[[int, Any], Tensor | None]") -> Iterator[None]:
    """While inside, one pass: `act` sees the number of each call of a block, from 0, and its output."""
    calls = [0]

    def take(_block: Any, _given: Any, output: Any) -> "Tensor | None":
        calls[0] += 1
        return act(calls[0] - 1, output)

    with ExitStack() as hooks:
        for block in _modules(model, known.blocks):
            hooks.enter_context(hooked(block, take))
        yield


def _modules(model: Any, names: Sequence[str]) -> "list[Module]":
    return [model.get_submodule(name) for name in names]
