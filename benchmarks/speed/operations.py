"""Floating-point operations of matrix products: counted as they run, and worked out from an encoder's shape."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


@dataclass(frozen=True)
class Shape:
    """What the operations of an encoder with a head for `labels` classes depend on."""

    width: int
    inner: int
    layers: int

    @classmethod
    def of(cls, config: Any) -> "Shape":
        """From a configuration of transformers."""
        inner = getattr(config, "hidden_dim", None) or config.intermediate_size
        return cls(int(config.hidden_size), int(inner), int(config.num_hidden_layers))

    def linear(self, tokens: int) -> int:
        """Of the linear layers for one row of so many tokens; a multiplication and an addition are two operations."""
        return 2 * self.layers * tokens * (4 * self.width**2 + 2 * self.width * self.inner)

    def attention(self, tokens: int) -> int:
        """Of the products of attention."""
        return 4 * self.layers * tokens**2 * self.width

    def forward(self, lengths: Iterable[int]) -> int:
        """The model's own passes over rows of these lengths, without padding, the whole last layer included."""
        return sum(self.linear(tokens) + self.attention(tokens) for tokens in lengths)

    def backward(self, lengths: Iterable[int]) -> int:
        """The way back to the embeddings for one target: as much as forward for linear layers, twice for attention."""
        return sum(self.linear(tokens) + 2 * self.attention(tokens) for tokens in lengths)


@dataclass
class Count:
    """Operations by the name of the function; `unknown`: functions that look like products and could not be counted."""

    by_name: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_name.values())


class Counting(TorchDispatchMode):  # type: ignore[misc]
    """Counts the matrix products that torch runs inside it, fused ones too."""

    def __init__(self) -> None:
        super().__init__()
        self.count = Count()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = str(func._overloadpacket).replace(".", "::")
        rule = _RULES.get(name)
        if rule is None and name not in _WHOLE:
            with self:
                parts = func.decompose(*args, **kwargs)
            if parts is not NotImplemented:
                return parts
        out = func(*args, **kwargs)
        if rule is not None:
            self.count.by_name[name] = self.count.by_name.get(name, 0) + rule(args, out)
        elif any(word in name for word in _SUSPECT) and name not in _HARMLESS:
            self.count.unknown.add(name)
        return out


def _rows_by_out(args: Any, out: Any) -> int:
    """x (..., K) to (..., N), whatever layout the weights have."""
    return 2 * int(args[0].numel()) * int(out.shape[-1])


def _second_by_out(args: Any, out: Any) -> int:
    return 2 * int(args[1].numel()) * int(out.shape[-1])


def _attention(args: Any, out: Any) -> int:
    """Queries (B, H, P, d) by keys (B, H, L, d), and the weights by the values."""
    query, key = args[0], args[1]
    return 4 * int(query.numel()) * int(key.shape[-2])


def _attention_back(args: Any, out: Any) -> int:
    """Five products: the scores anew, and those for values, weights, queries and keys."""
    query, key = args[1], args[2]
    return 10 * int(query.numel()) * int(key.shape[-2])


_RULES: dict[str, Callable[[Any, Any], int]] = {
    "aten::mm": _rows_by_out,
    "aten::bmm": _rows_by_out,
    "aten::linear": _rows_by_out,
    "aten::mkldnn_linear": _rows_by_out,
    "mkldnn::_linear_pointwise": _rows_by_out,
    "mkl::_mkl_linear": _rows_by_out,
    "aten::addmm": _second_by_out,
    "aten::_addmm_activation": _second_by_out,
    "aten::baddbmm": _second_by_out,
    "aten::scaled_dot_product_attention": _attention,
    "aten::_scaled_dot_product_flash_attention_for_cpu": _attention,
    "aten::_scaled_dot_product_flash_attention_for_cpu_backward": _attention_back,
    "aten::_scaled_dot_product_flash_attention": _attention,
    "aten::_scaled_dot_product_efficient_attention": _attention,
}
_WHOLE = ("aten::embedding",)
_SUSPECT = ("mm", "matmul", "linear", "attention", "conv", "dot", "einsum", "addmv", "addr")
_HARMLESS = ("mkldnn::_reorder_linear_weight", "aten::_to_copy", "aten::comm", "aten::convert")


def counted(run: Callable[[], Any]) -> Count:
    """The operations of a run in this thread."""
    with Counting() as mode, torch.random.fork_rng(devices=[]):
        run()
    found: Count = mode.count
    return found
