"""What attention weights multiply: value vectors through the output projection, heard by hooks on the two projections.

A head writes sum_j a_ij f_h(x_j), with f_h(x_j) = (W_v^h x_j + b_v^h) W_o^h (Kobayashi, Kuribayashi, Yokoi & Inui 2020,
section 3). The projections are found by their names, which no class list has to know; that they are the right ones is
not believed but tried at every pass: weights times values must be what entered the output projection.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from exegesis.adapters.hooks import hooked

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

# In an attention block: the projection to values, the one of all heads' outputs, and of how many equal parts of what
# the first gives the values are the last.
_PROJECTIONS = (
    ("self.value", "output.dense", 1),  # BERT, RoBERTa, XLM-R, ELECTRA
    ("self.value_proj", "output.dense", 1),  # DeBERTa-v2 and v3
    ("value", "dense", 1),  # ALBERT
    ("v_lin", "out_lin", 1),  # DistilBERT
    ("v", "o", 1),  # MPNet, T5
    ("v_proj", "out_proj", 1),  # BART and its kin
    ("v_proj", "o_proj", 1),  # Llama and its kin
    ("Wqkv", "Wo", 3),  # ModernBERT
    ("c_attn", "c_proj", 3),  # GPT-2
)
_CROSS = ("EncDecAttention", "encoder_attn", "crossattention")
# How far weights times values may be from what the model computed, of the largest number there.
_CLOSE, _CLOSE_IN_HALVES = 1e-3, 5e-2
_KEYS = 64  # whose vectors stand in memory at once, those of all heads


@dataclass(frozen=True, slots=True, eq=False)
class HeardLayer:
    """One layer's values (K, the heads' widths), what entered its output projection (Q, heads x width), and that."""

    values: "Tensor"
    context: "Tensor"
    projection: "Module"


@dataclass(eq=False)
class Values:
    """What was heard, in the order of the layers of each stack."""

    written: dict[str, list[HeardLayer]] = field(default_factory=lambda: defaultdict(list))
    known: bool = False

    def of(self, kind: str) -> list[HeardLayer]:
        """The layers of one stack."""
        return self.written[kind]

    def unread(self, layers: dict[str, int]) -> str | None:
        """Why the values of so many layers are not known; None where they are."""
        if not self.known:
            return "the projections of its attention blocks are of no known kind"
        if any(len(self.written[kind]) != count for kind, count in layers.items()):
            return "some of its layers are of another kind"
        return None


@contextmanager
def heard(model: Any) -> Iterator[Values]:
    """While inside, what the calling thread's passes give and take at the projections is kept."""
    found = Values()
    with ExitStack() as hooks:
        for kind, block in _blocks(model):
            for value, out, parts in _PROJECTIONS:
                pair = _at(block, value), _at(block, out)
                if pair[0] is not None and _matrix(pair[1]) is not None:
                    _listen(hooks, found.written[kind], *pair, parts)
                    found.known = True
                    break
        yield found


def products(weights: "Tensor", written: HeardLayer) -> "Tensor | None":
    """(K, heads, heads): inner products of what the heads would write of each key; None where `written` is no such.

    `weights`: (heads, Q, K).
    """
    import torch

    vectors = values(written, len(weights))
    if vectors is None or vectors.shape[1] != weights.shape[-1]:
        return None
    context = written.context.float()
    mixed = (weights.float() @ vectors).transpose(0, 1).reshape(context.shape)
    close = _CLOSE if written.context.dtype == torch.float32 else _CLOSE_IN_HALVES
    if not torch.allclose(mixed, context, rtol=0, atol=close * float(context.abs().max())):
        return None
    return torch.cat([_products(part, written.projection) for part in torch.split(vectors, _KEYS, dim=1)])


def _products(vectors: "Tensor", projection: "Module") -> "Tensor":
    """Of some keys: (heads, K, width) to (K, heads, heads)."""
    heads = transformed(vectors, projection)
    return heads @ heads.transpose(1, 2)


def values(written: HeardLayer, heads: int) -> "Tensor | None":
    """The value vectors of each head, (heads, K, width); heads that share theirs have them repeated."""
    width, rest = divmod(written.context.shape[-1], heads)
    held, more = divmod(written.values.shape[-1], max(width, 1))
    if rest or more or not held or heads % held:
        return None
    split = written.values.float().reshape(-1, held, width).transpose(0, 1)
    return split.repeat_interleave(heads // held, dim=0)


def transformed(vectors: "Tensor", projection: "Module") -> "Tensor":
    """f_h(x_k): value vectors (heads, K, width) through their rows of the output projection, (K, heads, D)."""
    matrix = _matrix(projection)
    assert matrix is not None
    split = matrix.float().reshape(len(vectors), vectors.shape[-1], -1)  # (heads, width, D)
    return (vectors @ split).transpose(0, 1)


def _blocks(model: Any) -> "Iterator[tuple[str, Module]]":
    """All modules with the stack they would belong to."""
    if not getattr(model.config, "is_encoder_decoder", False):
        yield from (("self", block) for block in model.modules())
        return
    decoder = set(model.get_decoder().modules())
    for name, block in model.named_modules():
        inner = "cross" if any(mark in name for mark in _CROSS) else "decoder"
        yield (inner if block in decoder else "encoder"), block


def _listen(hooks: ExitStack, into: list[HeardLayer], value: Any, out: Any, parts: int) -> None:
    """Keep what goes through one block's projections, at each of its calls."""
    last: list[Tensor] = []

    def hear_values(module: Any, given: Any, output: Any) -> None:
        flat = output.reshape(-1, output.shape[-1])
        last[:] = [flat[:, -(flat.shape[-1] // parts) :]]

    def hear_context(module: Any, given: Any, output: Any) -> None:
        if last:
            into.append(HeardLayer(last.pop(), given.reshape(-1, given.shape[-1]), out))

    hooks.enter_context(hooked(value, hear_values))
    hooks.enter_context(hooked(out, hear_context))


def _at(block: Any, path: str) -> Any:
    try:
        return attrgetter(path)(block)
    except AttributeError:
        return None


def _matrix(projection: Any) -> "Tensor | None":
    """What a projection multiplies its input by, (in, out); None where it is none that is known."""
    from torch.nn import Linear
    from transformers.pytorch_utils import Conv1D

    if isinstance(projection, Conv1D):
        return projection.weight
    return projection.weight.T if isinstance(projection, Linear) else None
