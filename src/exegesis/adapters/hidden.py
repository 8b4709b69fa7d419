"""Vectors of all layers and outputs of all heads, from one pass of a model's body; its head is left out.

What the heads give is what enters the output projection of each attention block, which hooks hear under any attention
implementation (`attention_values` finds the projections). Layer 0 is what enters the first block.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention_values import projections
from exegesis.adapters.hooks import hooked
from exegesis.adapters.packed.path import PackedPath
from exegesis.adapters.passes import Passes
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow
from exegesis.data.vectors import LayerMeans

if TYPE_CHECKING:
    from torch import Tensor

Places: TypeAlias = Sequence[Sequence[int]]  # of a row's groups the positions of each; a group of none gives zeros


def stack_of(model: Any) -> str:
    """Whose layers are read: "self", or of an encoder-decoder its "encoder"."""
    return "encoder" if getattr(model.config, "is_encoder_decoder", False) else "self"


def means(
    passes: Passes,
    rows: Sequence[TokenRow],
    places: Sequence[Places],
    left: bool,
    layers: Sequence[int] | None,
    contexts: Sequence[int] | None,
) -> LayerMeans:
    """Means over the groups of positions of rows that may share a pass; `left`: whether padding stands before them.

    `layers` and `contexts`: which are wanted; None: all. `UnsupportedError` where a layer keeps its vectors to itself.
    """
    import torch

    stack, inputs = stack_of(passes.model), passes.inputs(rows, left)
    longest = max(map(len, rows))
    starts = [number * longest + (longest - len(row) if left else 0) for number, row in enumerate(rows)]
    mean = _Means(starts, places, passes.device)
    with torch.inference_mode(), _heard(passes.model, stack, contexts is None or bool(contexts)) as given:
        states = _states(passes, inputs)
        wanted = range(len(states)) if layers is None else layers
        vectors = {layer: mean(states[layer]) for layer in wanted}
        found = _contexts(passes, given, len(states) - 1, inputs["input_ids"].shape, contexts, mean)
    return LayerMeans(stack, vectors, found)


def packed_means(
    path: PackedPath,
    rows: Sequence[TokenRow],
    places: Sequence[Places],
    layers: Sequence[int] | None,
    contexts: Sequence[int] | None,
) -> LayerMeans | None:
    """The same of rows without padding; None where they must go the plain way."""
    import torch

    with torch.inference_mode(), torch.autocast(path.passes.device.type, enabled=False):
        found = path.layers(rows)
        if found is None:
            return None
        mean = _Means(found.starts, places, path.passes.device)
        vectors, given = {}, {}
        for layer, (heads, states) in enumerate(found.each):
            if layers is None or layer in layers:
                vectors[layer] = mean(states)
            if heads is not None and (contexts is None or layer in contexts):
                given[layer] = _in_heads(mean(heads), found.heads)
    return LayerMeans("self", vectors, given)


def _states(passes: Passes, inputs: "dict[str, Tensor]") -> "tuple[Tensor, ...]":
    """What enters the first block, and what each gives: (B, L, D) each."""
    output = passes.body(inputs, output_hidden_states=True)
    states: tuple[Tensor, ...] = tuple(getattr(output, "hidden_states", None) or ())
    shape = tuple(inputs["input_ids"].shape)
    if len(states) < 2 or any(tuple(one.shape[:2]) != shape or one.ndim != 3 for one in states):
        raise UnsupportedError(
            f"{passes.name} gives no vector of each token at each layer: its layers returned "
            f"{'others' if states else 'none'}."
        )
    return states


def _contexts(
    passes: Passes,
    given: "list[Tensor]",
    layers: int,
    shape: Sequence[int],
    wanted: Sequence[int] | None,
    mean: "_Means",
) -> dict[int, NDArray[np.float32]]:
    """By layer (W, heads, d_head) of what entered the output projections, in the order in which they ran."""
    if wanted is not None and not wanted:
        return {}
    heads = int(getattr(passes.model.config, "num_attention_heads", 0) or 0)
    tokens = int(np.prod(shape))
    if len(given) != layers or any(one.numel() % (tokens * max(heads, 1)) for one in given) or not heads:
        raise UnsupportedError(
            f"{passes.name} does not show what its heads give: of its {layers} layers {len(given) or 'none'} have an "
            "output projection of a known kind."
        )
    split = {layer: given[layer - 1] for layer in (range(1, layers + 1) if wanted is None else wanted)}
    return {layer: _in_heads(mean(one.reshape(*shape, -1)), heads) for layer, one in split.items()}


def _in_heads(pooled: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    return pooled.reshape(len(pooled), heads, pooled.shape[1] // heads)


@contextmanager
def _heard(model: Any, stack: str, wanted: bool) -> "Iterator[list[Tensor]]":
    """While inside, what enters the output projections of the stack's attention blocks, one after another."""
    given: list[Tensor] = []

    def hear(module: Any, entered: Any, output: Any) -> None:
        given.append(entered)

    with ExitStack() as hooks:
        for kind, _value, out, _fused in projections(model) if wanted else ():
            if kind == stack:
                hooks.enter_context(hooked(out, hear))
        yield given


class _Means:
    """Means over groups of positions: of each group the first position, the others added to it."""

    def __init__(self, starts: Sequence[int], places: Sequence[Places], device: Any) -> None:
        """`starts`: where each row begins among all tokens of the batch, its padding included."""
        import torch

        groups: list[list[int]] = []
        for start, inside in zip(starts, places, strict=True):
            groups.extend([start + position for position in group] for group in inside)
        sizes = np.array([len(group) for group in groups], dtype=np.int64)

        def placed(numbers: Any) -> "Tensor":
            return torch.as_tensor(np.asarray(numbers, dtype=np.int64), device=device)

        self._first = placed([group[0] if group else 0 for group in groups])
        later = [
            [(n, group[k]) for n, group in enumerate(groups) if len(group) > k] for k in range(1, max(sizes, default=0))
        ]
        self._later = [(placed([n for n, _ in pairs]), placed([at for _, at in pairs])) for pairs in later]
        self._uneven = placed(np.flatnonzero(sizes != 1))
        shares = np.where(sizes > 0, 1 / np.maximum(sizes, 1), 0)[sizes != 1]
        self._shares = torch.as_tensor(shares[:, None], dtype=torch.float32, device=device)

    def __call__(self, states: "Tensor") -> NDArray[np.float32]:
        """Of (B, L, D) or (T, D) the groups' means (W, D)."""
        flat = states.reshape(-1, states.shape[-1])
        mean = flat.index_select(0, self._first).float()
        for groups, positions in self._later:
            mean.index_add_(0, groups, flat.index_select(0, positions).float())
        if len(self._uneven):
            mean[self._uneven] *= self._shares
        made: NDArray[np.float32] = mean.cpu().numpy()
        return made
