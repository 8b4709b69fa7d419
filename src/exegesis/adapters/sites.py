"""Gradients at the word embeddings or at any named module: an output is read, or replaced by points, through hooks.

The model is called with its own input ids all the while, so position and type ids (padding offsets of the RoBERTa
family included), a decoder's inputs and global attention are the ones it makes itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from exegesis.adapters import lookups
from exegesis.adapters.hooks import hooked
from exegesis.adapters.passes import Passes
from exegesis.adapters.reads import Read
from exegesis.adapters.reversible import unrolled
from exegesis.core.errors import ModelError, UnsupportedError, unknown
from exegesis.core.types import Points
from exegesis.data.requests import PointReply
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


class Sites:
    """The modules of one model, at which vectors are read, and replaced by points."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self._tokens_first: dict[str, bool] = {}  # layer -> its output is (L, B, D); learned when first met

    def captured(self, rows: Sequence[TokenRow], layer: str) -> "Tensor":
        """What the module gives for rows of one length that may share a pass: (B, L, D)."""
        # One row too many tells the batch axis from the token axis (XLNet puts tokens first).
        batch = [*rows, rows[0]] if 1 < len(rows) == len(rows[0]) else list(rows)
        output, lengths = self._output(batch, layer), lookups.lengths(self.passes, rows[0])
        if output.shape[1] == len(batch) and output.shape[0] in lengths:
            output = output.transpose(0, 1)
        if output.shape[1] not in lengths or output.shape[0] not in (1, len(batch)):
            raise _no_vectors(layer, output)
        if output.shape[0] == 1:  # shared by all rows of the batch, as position embeddings are
            output = output.expand(len(batch), -1, -1)
        return output[: len(rows), : len(rows[0])]

    def values(self, row: TokenRow, points: "Tensor", layer: str | None, read: Read, precision: str) -> "Tensor":
        """What `read` finds (S, T) where `points` (S, L, D) stand in for the site's output.

        `layer` None is where the word pieces are looked up.
        """
        inputs = self.passes.inputs([row] * len(points))
        ids = inputs["input_ids"]
        place = lookups.replaced(self.passes, ids, points) if layer is None else self._replaced(row, points, layer)
        with place, unrolled(self.passes.model), self.passes.autocast(precision):
            values: Tensor = read(self.passes.run(inputs), inputs)
            return values

    @contextmanager
    def _replaced(self, row: TokenRow, points: "Tensor", layer: str) -> Iterator[None]:
        """While inside, `points` (S, L, D) stand in for what the module gives at the row's own positions."""
        if len(points) > 1 and layer not in self._tokens_first:
            self._tokens_first[layer] = self._puts_tokens_first(row, layer)
        calls: list[int] = []

        def put(_site: "Module", _given: Any, output: "Tensor") -> "Tensor":
            calls.append(1)
            tokens_first = output.shape[0] != 1 if len(points) == 1 else self._tokens_first[layer]
            return lookups.Spot(tokens_first, 0, len(row)).put(output, points)

        with hooked(_site(self.passes.model, layer), put):
            yield
        _only(calls, layer)

    def _puts_tokens_first(self, row: TokenRow, layer: str) -> bool:
        """Whether the site's output is (L, B, D), as inside XLNet, and not (B, L, D)."""
        size = next(size for size in (2, 3, 4) if size not in lookups.lengths(self.passes, row))
        return bool(self._output([row] * size, layer).shape[1] == size)

    def _output(self, rows: Sequence[TokenRow], layer: str) -> "Tensor":
        """What the module gives in one pass, two axes of rows and tokens and one of numbers."""
        import torch

        seen: list[Any] = []
        site = _site(self.passes.model, layer)
        with torch.inference_mode(), hooked(site, lambda _site, _given, output: seen.append(output)):
            self.passes.run(self.passes.inputs(rows))
        output = _only(seen, layer)
        if not isinstance(output, torch.Tensor) or output.ndim != 3:
            raise _no_vectors(layer, output)
        return output


def _site(model: Any, layer: str) -> "Module":
    """The module called `layer`."""
    modules = dict(model.named_modules())
    if layer not in modules or not layer:
        # Of hundreds of modules those that people look for: the embedding block and the numbered layers.
        usual = [name for name in modules if name.endswith("embeddings") or name.rpartition(".")[2].isdecimal()]
        raise unknown("layer", layer, usual or modules)
    named: Module = modules[layer]
    return named


class Differentiable(Protocol):
    """Whose gradients they are: what errors call it, and where its weights stand."""

    @property
    def name(self) -> str: ...

    @property
    def device(self) -> Any: ...


def differentiated(passes: Differentiable, points: Points, values: "Callable[[Tensor], Tensor]") -> PointReply:
    """What `values` makes (S, T) of points (S, L, D), and the gradients of it (S, T, L, D).

    Only what leads to the points is differentiated: weights keep what they had, whoever trains them meanwhile.
    """
    import torch

    with torch.inference_mode(False):  # the caller may stand inside one, where nothing could be differentiated
        leaf = torch.from_numpy(np.ascontiguousarray(points)).to(passes.device).requires_grad_()
    with torch.inference_mode(False), torch.enable_grad():
        found = values(leaf)
        parts = [
            torch.autograd.grad(found[:, target].sum(), leaf, retain_graph=target + 1 < found.shape[1])[0]
            for target in range(found.shape[1])
        ]
    grads = torch.stack(parts, dim=1).float().cpu().numpy()
    numbers = found.detach().double().cpu().numpy()
    if not (np.isfinite(grads).all() and np.isfinite(numbers).all()):
        raise ModelError(f"{passes.name} gave NaN or infinite gradients; mend the model or use a method without them.")
    return PointReply(numbers, grads)


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
