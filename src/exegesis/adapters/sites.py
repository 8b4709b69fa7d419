"""Gradients at any named module: its output is read, or replaced by points, through a forward hook.

The model is called with its own input ids all the while, so position and type ids (padding offsets of the RoBERTa
family included) are the ones it makes itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Read
from exegesis.errors import ModelError, UnsupportedError, unknown
from exegesis.requests import PointReply
from exegesis.rows import TokenRow
from exegesis.types import Points

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from exegesis.adapters.huggingface import TransformerModel


def find_site(model: Any, layer: str | None) -> "Module":
    """The module called `layer`; None is the word-embedding lookup."""
    if layer is None:
        found: Module = model.get_input_embeddings()
        return found
    modules = dict(model.named_modules())
    if layer not in modules or not layer:
        # Of hundreds of modules those that people look for: the embedding block and the numbered layers.
        usual = [name for name in modules if name.endswith("embeddings") or name.rpartition(".")[2].isdecimal()]
        raise unknown("layer", layer, usual or modules)
    named: Module = modules[layer]
    return named


def capture(owner: "TransformerModel", rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
    """The site's output for rows of one length: (B, L, D)."""
    import torch

    site = find_site(owner.model, layer)
    known = owner.packed.lookup(rows) if layer is None else None
    if known is not None:
        looked_up: NDArray[np.float32] = known.cpu().numpy()
        return looked_up
    # One row too many tells the batch axis from the token axis (XLNet puts tokens first).
    batch = [*rows, rows[0]] if len(rows) == len(rows[0]) else list(rows)
    seen: list[Tensor] = []
    with torch.inference_mode(), _hooked(site, lambda output: seen.append(output.detach())):
        owner.run(owner.inputs(batch), body=True)
    output = _only(seen, layer)
    if output.ndim != 3 or len(rows[0]) not in output.shape[:2]:
        raise UnsupportedError(
            f"layer {layer!r} gives an output of shape {tuple(output.shape)}, not one vector for each token; "
            "name an embedding or a transformer layer."
        )
    if output.shape[0] == len(rows[0]) and output.shape[1] == len(batch):
        output = output.transpose(0, 1)
    elif output.shape[0] == 1:  # shared by all rows of the batch, as position embeddings are
        output = output.expand(len(batch), -1, -1)
    captured: NDArray[np.float32] = output[: len(rows)].float().cpu().numpy()
    return captured


def gradients(
    owner: "TransformerModel",
    row: TokenRow,
    points: Points,
    layer: str | None,
    read: Read,
    precision: str = "float32",
) -> PointReply:
    """Values (S, T) that `read` finds, and their gradients (S, T, L, D), where points (S, L, D) replace the output."""
    import torch

    site = find_site(owner.model, layer)
    with torch.inference_mode(False):  # the caller may stand inside one, where nothing could be differentiated
        leaf = torch.from_numpy(np.ascontiguousarray(points)).to(owner.model.device).requires_grad_()
    with torch.inference_mode(False), torch.enable_grad(), _frozen(owner.model):
        values = owner.packed.differentiable(row, leaf, precision, read) if layer is None else None
        if values is None:
            values = _values_at(owner, site, row, leaf, layer, read, precision)
        parts = [
            torch.autograd.grad(values[:, target].sum(), leaf, retain_graph=target + 1 < values.shape[1])[0]
            for target in range(values.shape[1])
        ]
    grads = torch.stack(parts, dim=1).float().cpu().numpy()
    numbers = values.detach().double().cpu().numpy()
    if not (np.isfinite(grads).all() and np.isfinite(numbers).all()):
        raise ModelError(f"{owner.name} gave NaN or infinite gradients; mend the model or use a method without them.")
    return PointReply(numbers, grads)


def _values_at(
    owner: "TransformerModel",
    site: "Module",
    row: TokenRow,
    leaf: "Tensor",
    layer: str | None,
    read: Read,
    precision: str,
) -> "Tensor":
    """What `read` finds (S, T) through the model itself, where `leaf` (S, L, D) stands in for the site's output."""
    if layer not in owner.tokens_first:
        owner.tokens_first[layer] = _puts_tokens_first(owner, row, layer)
    tokens_first = owner.tokens_first[layer]
    calls: list[int] = []

    def replaced(_output: "Tensor") -> "Tensor":
        calls.append(1)
        return leaf.transpose(0, 1) if tokens_first else leaf

    with _hooked(site, replaced), owner.autocast(precision):
        inputs = owner.inputs([row] * len(leaf))
        values: Tensor = read(owner.run(inputs), inputs)
    _only(calls, layer)
    return values


def _puts_tokens_first(owner: "TransformerModel", row: TokenRow, layer: str | None) -> bool:
    """Whether the site's output is (L, B, D), as inside XLNet, and not (B, L, D)."""
    import torch

    size = 2 if len(row) != 2 else 3
    seen: list[Tensor] = []
    with torch.inference_mode(), _hooked(find_site(owner.model, layer), lambda output: seen.append(output)):
        owner.run(owner.inputs([row] * size), body=True)
    shape = _only(seen, layer).shape
    return len(shape) == 3 and shape[0] == len(row) and shape[1] == size


@contextmanager
def _hooked(site: "Module", act: "Callable[[Tensor], Tensor | None]") -> Iterator[None]:
    """While inside, `act` sees the site's output (the first of a tuple) and what it returns takes its place.

    Only in this thread: what others run through the model meanwhile stays as it is.
    """
    thread = get_ident()

    def hook(_module: Any, _inputs: Any, output: Any) -> Any:
        if get_ident() != thread:
            return None
        first = output[0] if isinstance(output, tuple) else output
        changed = act(first)
        if changed is None:
            return None
        changed = changed.to(first.dtype)
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    handle = site.register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def _frozen(model: "Module") -> Iterator[None]:
    """Weights need no gradients here: half the work of the backward pass is saved, and their state is put back."""
    wanted = [parameter for parameter in model.parameters() if parameter.requires_grad]
    for parameter in wanted:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in wanted:
            parameter.requires_grad_(True)


def _only(seen: "list[Any]", layer: str | None) -> Any:
    if len(seen) != 1:
        place = "the word-embedding lookup" if layer is None else f"layer {layer!r}"
        times = f"runs {len(seen)} times in one pass, so no single path leads through it" if seen else "is never run"
        raise UnsupportedError(f"{place} {times}; name an embedding or a transformer layer with layer=.")
    return seen[0]
