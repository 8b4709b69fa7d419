"""Gradients at the word embeddings or at any named module: an output is read, or replaced by points, through hooks.

The model is called with its own input ids all the while, so position and type ids (padding offsets of the RoBERTa
family included), a decoder's inputs and global attention are the ones it makes itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import lookups
from exegesis.adapters.base import Read
from exegesis.adapters.hooks import hooked
from exegesis.adapters.reversible import unrolled
from exegesis.core.errors import ModelError, UnsupportedError, unknown
from exegesis.core.types import Points
from exegesis.data.requests import PointReply
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from exegesis.adapters.huggingface import TransformerModel


def find_site(model: Any, layer: str) -> "Module":
    """The module called `layer`."""
    modules = dict(model.named_modules())
    if layer not in modules or not layer:
        # Of hundreds of modules those that people look for: the embedding block and the numbered layers.
        usual = [name for name in modules if name.endswith("embeddings") or name.rpartition(".")[2].isdecimal()]
        raise unknown("layer", layer, usual or modules)
    named: Module = modules[layer]
    return named


def capture(owner: "TransformerModel", rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
    """The site's output for rows of one length: (B, L, D). None is where the word pieces are looked up."""
    if layer is None:
        known = owner.packed.lookup(rows)
        found = lookups.vectors(owner, rows) if known is None else known
    else:
        found = _captured(owner, rows, layer)
    captured: NDArray[np.float32] = found.float().cpu().numpy()
    return captured


def gradients(
    owner: "TransformerModel",
    row: TokenRow,
    points: Points,
    layer: str | None,
    read: Read,
    precision: str = "float32",
) -> PointReply:
    """Values (S, T) that `read` finds, and their gradients (S, T, L, D), where points (S, L, D) replace the output.

    Only what leads to the points is differentiated: weights keep what they had, whoever trains them meanwhile.
    """
    import torch

    with torch.inference_mode(False):  # the caller may stand inside one, where nothing could be differentiated
        leaf = torch.from_numpy(np.ascontiguousarray(points)).to(owner.model.device).requires_grad_()
    with torch.inference_mode(False), torch.enable_grad():
        values = owner.packed.differentiable(row, leaf, precision, read) if layer is None else None
        if values is None:
            values = _values_at(owner, row, leaf, layer, read, precision)
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
    owner: "TransformerModel", row: TokenRow, leaf: "Tensor", layer: str | None, read: Read, precision: str
) -> "Tensor":
    """What `read` finds (S, T) through the model itself, where `leaf` (S, L, D) stands in for the site's output."""
    inputs = owner.inputs([row] * len(leaf))
    place = lookups.replaced(owner, inputs["input_ids"], leaf) if layer is None else _replaced(owner, row, leaf, layer)
    with place, unrolled(owner.model), owner.autocast(precision):
        values: Tensor = read(owner.run(inputs), inputs)
        return values


# -- a named module -------------------------------------------------------------------------------------------------


def _captured(owner: "TransformerModel", rows: Sequence[TokenRow], layer: str) -> "Tensor":
    """What the module gives for rows of one length: (B, L, D)."""
    import torch

    return torch.cat([_captured_together(owner, part, layer) for part in owner.together(rows)])


def _captured_together(owner: "TransformerModel", rows: Sequence[TokenRow], layer: str) -> "Tensor":
    # One row too many tells the batch axis from the token axis (XLNet puts tokens first).
    batch = [*rows, rows[0]] if 1 < len(rows) == len(rows[0]) else list(rows)
    output, lengths = _output(owner, batch, layer), lookups.lengths(owner, rows[0])
    if output.shape[1] == len(batch) and output.shape[0] in lengths:
        output = output.transpose(0, 1)
    if output.shape[1] not in lengths or output.shape[0] not in (1, len(batch)):
        raise _no_vectors(layer, output)
    if output.shape[0] == 1:  # shared by all rows of the batch, as position embeddings are
        output = output.expand(len(batch), -1, -1)
    return output[: len(rows), : len(rows[0])]


@contextmanager
def _replaced(owner: "TransformerModel", row: TokenRow, leaf: "Tensor", layer: str) -> Iterator[None]:
    """While inside, `leaf` (S, L, D) stands in for what the module gives at the row's own positions."""
    if len(leaf) > 1 and layer not in owner.tokens_first:
        owner.tokens_first[layer] = _puts_tokens_first(owner, row, layer)
    calls: list[int] = []

    def put(_site: "Module", _given: Any, output: "Tensor") -> "Tensor":
        calls.append(1)
        tokens_first = output.shape[0] != 1 if len(leaf) == 1 else owner.tokens_first[layer]
        return lookups.Spot(tokens_first, 0, len(row)).put(output, leaf)

    with hooked(find_site(owner.model, layer), put):
        yield
    _only(calls, layer)


def _puts_tokens_first(owner: "TransformerModel", row: TokenRow, layer: str) -> bool:
    """Whether the site's output is (L, B, D), as inside XLNet, and not (B, L, D)."""
    size = next(size for size in (2, 3, 4) if size not in lookups.lengths(owner, row))
    return bool(_output(owner, [row] * size, layer).shape[1] == size)


def _output(owner: "TransformerModel", rows: Sequence[TokenRow], layer: str) -> "Tensor":
    """What the module gives in one pass, two axes of rows and tokens and one of numbers."""
    import torch

    seen: list[Any] = []
    with torch.inference_mode(), hooked(find_site(owner.model, layer), lambda _site, _given, out: seen.append(out)):
        owner.run(owner.inputs(rows))
    output = _only(seen, layer)
    if not isinstance(output, torch.Tensor) or output.ndim != 3:
        raise _no_vectors(layer, output)
    return output


def _no_vectors(layer: str, output: Any) -> UnsupportedError:
    kind = f"an output of shape {tuple(output.shape)}" if hasattr(output, "shape") else f"a {type(output).__name__}"
    return UnsupportedError(
        f"layer {layer!r} gives {kind}, not one vector for each token; leave layer out, which is the word embeddings, "
        "or name an embedding or a transformer layer."
    )


def _only(seen: "list[Any]", layer: str) -> Any:
    if len(seen) != 1:
        times = f"runs {len(seen)} times in one pass, so no single path leads through it" if seen else "is never run"
        raise UnsupportedError(
            f"layer {layer!r} {times}; leave layer out, which is the word embeddings, or name another layer."
        )
    return seen[0]
