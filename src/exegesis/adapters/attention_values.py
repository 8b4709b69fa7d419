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

from exegesis.adapters.head_gates import next_factors
from exegesis.adapters.hooks import fed, hooked

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

# In an attention block: the projection to values, the one of all heads' outputs, and whether the first gives queries
# and keys with them.
_PROJECTIONS = (
    ("self.value", "output.dense", False),  # BERT, RoBERTa, XLM-R, ELECTRA
    ("self.value_proj", "output.dense", False),  # DeBERTa-v2 and v3
    ("value", "dense", False),  # ALBERT
    ("v_lin", "out_lin", False),  # DistilBERT
    ("v", "o", False),  # MPNet, T5
    ("v_proj", "out_proj", False),  # BART and its kin
    ("v_proj", "o_proj", False),  # Llama and its kin
    ("Wqkv", "Wo", True),  # ModernBERT
    ("c_attn", "c_proj", True),  # GPT-2
    ("qkv_proj", "o_proj", True),  # Phi-3
    ("query_key_value", "dense", True),  # GPT-NeoX, BLOOM, Falcon
)
_CROSS = ("EncDecAttention", "encoder_attn", "crossattention")
# How far weights times values may be from what the model computed, of the largest number there.
_CLOSE, _CLOSE_IN_HALVES = 1e-3, 5e-2
_KEYS = 64  # whose vectors stand in memory at once, those of all heads


@dataclass(frozen=True, slots=True, eq=False)
class HeardLayer:
    """One layer: what gave its values (K, the heads' widths), what came to its output projection (Q, heads x width).

    `fused`: the first holds queries and keys too. `gates`: what the second is multiplied with there, (heads x width,);
    None where no head is silenced.
    """

    values: "Tensor"
    context: "Tensor"
    projection: "Module"
    fused: bool = False
    gates: "Tensor | None" = None


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
        for kind, value, out, fused in projections(model):
            _listen(hooks, found.written[kind], value, out, fused)
            found.known = True
        yield found


def projections(model: Any) -> "Iterator[tuple[str, Module, Module, bool]]":
    """Of each attention block its stack, its projections to values and of all heads' outputs, and whether the first
    gives queries and keys too; blocks of no known kind are passed over."""
    for kind, block in _blocks(model):
        for value, out, fused in _PROJECTIONS:
            given, taken = _at(block, value), _at(block, out)
            if given is not None and _matrix(taken) is not None:
                yield kind, given, taken, fused
                break


def products(weights: "Tensor", heard: HeardLayer) -> "Tensor | None":
    """(K, heads, heads): inner products of what the heads would write of each key; None where it is not known.

    `weights`: (heads, Q, K).
    """
    import torch

    fitting = (found for found in values(heard, len(weights)) if _weighed(weights, found, heard.context))
    vectors = next(fitting, None)
    if vectors is None:
        return None
    if heard.gates is not None:  # a silenced head writes nothing of any key, whatever stands in its place
        vectors = vectors * heard.gates.float().reshape(len(vectors), 1, -1)
    return torch.cat([_products(part, heard.projection) for part in torch.split(vectors, _KEYS, dim=1)])


def _weighed(weights: "Tensor", vectors: "Tensor", context: "Tensor") -> bool:
    """Whether weights times value vectors are what entered the output projection."""
    import torch

    if vectors.shape[1] != weights.shape[-1]:
        return False
    close = _CLOSE if context.dtype == torch.float32 else _CLOSE_IN_HALVES
    expected = context.float()
    mixed = (weights.float() @ vectors).transpose(0, 1).reshape(expected.shape)
    return torch.allclose(mixed, expected, rtol=0, atol=close * float(expected.abs().max()))


def _products(vectors: "Tensor", projection: "Module") -> "Tensor":
    """Of some keys: (heads, K, width) to (K, heads, heads)."""
    heads = transformed(vectors, projection)
    return heads @ heads.transpose(1, 2)


def values(heard: HeardLayer, heads: int) -> "Iterator[Tensor]":
    """The value vectors of each head, (heads, K, width), in each way they may lie; those that heads share repeated."""
    width, rest = divmod(heard.context.shape[-1], heads)
    held, more = divmod(heard.values.shape[-1], max(width, 1))
    if heard.fused:
        held, odd = divmod(held - heads, 2)  # beside the heads' queries as many keys as values
        more += odd
    if rest or more or held < 1 or heads % held:
        return
    every = heard.values.float().reshape(len(heard.values), -1, width)  # (K, queries, keys and values, width)
    lying = [every[:, -held:]]
    if heard.fused:  # or group by group: some queries, their key, their value
        lying.append(every.reshape(len(every), held, -1, width)[:, :, -1])
    for found in lying:
        yield found.transpose(0, 1).repeat_interleave(heads // held, dim=0)


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


def _listen(hooks: ExitStack, into: list[HeardLayer], value: Any, out: Any, fused: bool) -> None:
    """Keep what goes through one block's projections, at each of its calls."""
    last: list[Tensor] = []

    def hear_values(module: Any, given: Any, output: Any) -> None:
        last[:] = [output.reshape(-1, output.shape[-1])]

    def hear_context(module: Any, given: Any) -> None:
        if last:
            into.append(HeardLayer(last.pop(), given.reshape(-1, given.shape[-1]), out, fused, next_factors(out)))

    hooks.enter_context(hooked(value, hear_values))
    hooks.enter_context(fed(out, hear_context, before_others=True))


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
