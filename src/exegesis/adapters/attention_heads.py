"""The heads of a transformer, acted on where they enter the output projection of their layer.

There the outputs of all heads lie one after another, so a head is a slice. That they do is tried, once for a model:
attention times values must be what enters (`attention.heads_heard`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention import heads_heard
from exegesis.adapters.hooks import fed
from exegesis.adapters.passes import Passes
from exegesis.adapters.reads import Read
from exegesis.core.errors import InputError, ModelError, UnsupportedError, unknown
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class HeadStack:
    """The heads of one stack of layers.

    Args:
        kind: "self", or of an encoder-decoder "encoder", "decoder" or "cross".
        projections: of each layer the name of its output projection in the model, in the order in which they run.
        heads: in each layer.
        width: numbers that each head writes at a position.
    """

    kind: str
    projections: tuple[str, ...]
    heads: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        """Layers and heads."""
        return len(self.projections), self.heads


def head_stacks(passes: Passes, row: TokenRow) -> tuple[HeadStack, ...]:
    """The stacks of a model, found in a pass over `row`; `UnsupportedError` where its heads cannot be told apart."""
    names = {module: name for name, module in passes.model.named_modules()}
    return tuple(_stack(passes, kind, layers, names) for kind, layers in heads_heard(passes, row).items())


def _stack(passes: Passes, kind: str, layers: Sequence[tuple[int, Any]], names: dict[Any, str]) -> HeadStack:
    sizes = {(heads, heard.context.shape[-1] // heads) for heads, heard in layers}
    if len(sizes) > 1:
        raise UnsupportedError(f"{passes.name} has layers with different numbers of heads, which is not supported.")
    ((heads, width),) = sizes
    return HeadStack(kind, tuple(names[heard.projection] for _, heard in layers), heads, width)


def stack_called(stacks: Sequence[HeadStack], kind: str | None) -> HeadStack:
    """The stack of this kind; None is the first."""
    found = {one.kind: one for one in stacks}
    if kind is not None and kind not in found:
        raise unknown("stack of layers", kind, found)
    return stacks[0] if kind is None else found[kind]


def head_gradients(passes: Passes, stack: HeadStack, row: TokenRow, read: Read) -> NDArray[np.float32]:
    """d value / d gate of each head, (layers, heads): what `read` gives of the row, a number, where each gate is 1.

    A gate multiplies what its head writes at all positions. The size of this number is the head's importance of
    Michel, Levy & Neubig (2019, section 4.1), where the value is the loss.
    """
    import torch

    with torch.inference_mode(False):  # the caller may stand inside one, where nothing could be differentiated
        gates = torch.ones(stack.shape, device=passes.device, requires_grad=True)

    def put(layer: int, given: "Tensor") -> "Tensor":
        times = gates[layer].repeat_interleave(stack.width)
        return given * times.to(given.dtype)

    with torch.inference_mode(False), torch.enable_grad():
        inputs = passes.inputs([row])
        with _each_layer(passes, stack, put):
            value = read(passes.run(inputs), inputs)
        if value.numel() != 1:
            raise InputError(f"gradients of heads are of one number, not of {tuple(value.shape)}.")
        (found,) = torch.autograd.grad(value.sum(), gates)
    made: NDArray[np.float32] = found.float().cpu().numpy()
    if not np.isfinite(made).all():
        raise ModelError(f"{passes.name} gave NaN or infinite gradients; mend the model.")
    return made


def without_each_head(
    passes: Passes, stack: HeadStack, row: TokenRow, read: Read, rows_at_once: int
) -> NDArray[np.float32]:
    """What `read` gives of the row, a number, where one head is silent, each in turn: (layers, heads).

    In batches of so many copies of the row, each of which lacks another head.
    """
    import torch

    count = stack.shape[0] * stack.heads
    found = []
    for start in range(0, count, rows_at_once):
        silent = torch.arange(start, min(start + rows_at_once, count))
        gates = torch.ones(len(silent), count)
        gates[torch.arange(len(silent)), silent] = 0
        factors = gates.reshape(len(silent), *stack.shape).repeat_interleave(stack.width, dim=-1).to(passes.device)

        def put(layer: int, given: "Tensor", factors: "Tensor" = factors) -> "Tensor":
            rows = given.reshape(len(factors), -1, given.shape[-1])
            return (rows * factors[:, layer, None].to(given.dtype)).reshape(given.shape)

        with torch.inference_mode(), _each_layer(passes, stack, put):
            inputs = passes.inputs([row] * len(silent))
            found.append(read(passes.run(inputs), inputs).reshape(len(silent)).float().cpu().numpy())
    made: NDArray[np.float32] = np.concatenate(found).reshape(stack.shape)
    return made


def head_means(passes: Passes, stack: HeadStack, rows: Sequence[TokenRow]) -> NDArray[np.float32]:
    """What each layer's heads write before the output projection, (layers, heads x width): means over all positions."""
    import torch

    sums = np.zeros((len(stack.projections), stack.heads * stack.width))
    count = 0

    def add(layer: int, given: "Tensor") -> None:
        nonlocal count
        flat = given.reshape(-1, given.shape[-1])
        sums[layer] += flat.double().sum(0).cpu().numpy()
        count += len(flat) if layer == 0 else 0

    for row in rows:
        with torch.inference_mode(), _each_layer(passes, stack, add):
            passes.run(passes.inputs([row]))
    return (sums / count).astype(np.float32)


@contextmanager
def _each_layer(passes: Passes, stack: HeadStack, act: "Callable[[int, Tensor], Tensor | None]") -> Iterator[None]:
    """While inside, one pass: `act` sees layer by layer (from 0) what enters its projection, and may replace it."""
    calls = [0]

    def take(_site: Any, given: "Tensor") -> "Tensor | None":
        calls[0] += 1
        return act((calls[0] - 1) % len(stack.projections), given)

    with ExitStack() as hooks:
        for name in dict.fromkeys(stack.projections):
            hooks.enter_context(fed(passes.model.get_submodule(name), take))
        yield
    if calls[0] != len(stack.projections):
        times = f"{calls[0]} times in {len(stack.projections)} layers"
        raise ModelError(f"{passes.name} ran its output projections {times}, so its heads cannot be told apart.")
