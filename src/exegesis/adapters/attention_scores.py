"""What a head's weights are the softmax of: its queries and keys as they are multiplied, a scale, and what is added.

Weights are softmax_j(s q_i.k_j + b_ij). Families differ in all of it: how q and k come of the projections (turned by
rotary embeddings, normalised, scaled beforehand, shared by heads), in s, and in b (distances, ALiBi, the disentangled
terms of DeBERTa, the mask). So no family's recipe is written down here. Under eager attention a layer calls a product
of matrices and then a softmax, and these calls are listened to. b is what the softmax is given where zeros stand for
the product. What is left must then be q.k times one number, the same in all cells of all heads, and the softmax of it
all must be the attention that the model itself returns: both are tried at every call.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention import reading, weighed
from exegesis.adapters.passes import Passes
from exegesis.core.errors import UnsupportedError
from exegesis.data.attention import HeadScores
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor

# How far numbers may be from what they should be, of the largest of them.
_CLOSE, _CLOSE_IN_HALVES = 1e-3, 5e-2
# The calls that are listened to, by the names that functions and methods of tensors share.
_PRODUCTS = {"matmul", "bmm", "baddbmm"}
_FACTORS = ("batch1", "batch2", "mat2", "other")  # as they may be named
_PROJECTIONS = {"linear", "addmm"}


def head_scores(passes: Passes, row: TokenRow, kind: str, layer: int, head: int) -> HeadScores:
    """One head of one layer, both from 0, of one stack; `UnsupportedError` where its scores are not told apart."""
    with reading(passes, row) as own:
        every = _Heard()
        with every.listening():
            weights = weighed(passes, row, own)[0][kind][layer]
        number = every.softmax_of(weights)
        scored = None if number is None else _scored(passes, row, number, weights[0])
    if scored is None:
        raise UnsupportedError(
            f"the queries and keys of {passes.name} are not known: its attention is no softmax of a multiple of their "
            "products and what is added to these."
        )
    return scored.of_head(head)


@dataclass(eq=False)
class _Heard:
    """What is called while a pass runs: all softmaxes, and what comes before the one whose number (from 0) is given.

    `silent`: the number of the product before it for which zeros are to stand.
    """

    number: int | None = None
    silent: int | None = None
    softmaxes: "list[Tensor]" = field(default_factory=list)  # what they gave
    products: "list[tuple[Tensor, Tensor]]" = field(default_factory=list)
    projected: "list[Tensor]" = field(default_factory=list)  # what linear layers gave
    scores: "Tensor | None" = None

    def listening(self) -> Any:
        """A context in which the calling thread's calls are heard."""
        from torch.overrides import TorchFunctionMode

        heard = self

        class Listening(TorchFunctionMode):
            def __torch_function__(self, call: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                return heard.hear(call, args, kwargs or {})

        return Listening()

    def hear(self, call: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Make a call, and keep what is wanted of it."""
        name = getattr(call, "__name__", "").strip("_")
        here = len(self.softmaxes) == self.number
        if name == "softmax":
            if here:
                self.scores = args[0] if args else named["input"]
            self.softmaxes.append(given := call(*args, **named))
            return given
        if here and name in _PRODUCTS:
            return self._product(name, call, args, named)
        given = call(*args, **named)
        if here and name in _PROJECTIONS:
            self.projected.append(given)
        return given

    def _product(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        import torch

        factors = [*args, *(named[other] for other in _FACTORS if other in named)][-2:]
        silent = len(self.products) == self.silent
        self.products.append((factors[0], factors[1]))
        if silent and name == "baddbmm":  # adds to another matrix, which stays
            return call(*args, **{**named, "alpha": 0})
        given = call(*args, **named)
        if factors[1].dim() == 2:  # by a matrix of weights (Falcon)
            self.projected.append(given)
        return torch.zeros_like(given) if silent else given

    def softmax_of(self, weights: "Tensor") -> int | None:
        """The number of the softmax that gave these weights; None where none did, or several may have."""
        import torch

        same = [n for n, one in enumerate(self.softmaxes) if one.data_ptr() == weights.data_ptr()]
        if not same:  # copied since, as halves are
            alike = [n for n, one in enumerate(self.softmaxes) if one.numel() == weights.numel()]
            same = [
                n for n in alike if torch.equal(self.softmaxes[n].to(weights.dtype).reshape(weights.shape), weights)
            ]
        return same[0] if len(same) == 1 else None


@dataclass(frozen=True, eq=False)
class _Scored:
    """A layer told apart: q (heads, Q, d), k (heads, K, d), bias (heads, Q, K), and what linear layers gave before."""

    queries: "Tensor"
    keys: "Tensor"
    scale: float
    bias: "Tensor"
    weights: "Tensor"
    projected: "list[Tensor]"
    close: float

    def of_head(self, head: int) -> HeadScores:
        """One head, its q and k as the projections give them where only a number lies between."""
        q, k = self.queries[head], self.keys[head]
        kinds, vectors, factors = zip(*(_origin(one, self.projected, self.close) for one in (q, k)), strict=True)
        origin = "projected" if set(kinds) == {"projected"} else "turned" if "changed" not in kinds else "changed"
        if origin == "projected":
            q, k = vectors
        scale = self.scale * (factors[0] * factors[1] if origin == "projected" else 1.0)
        bias = self.bias[head].cpu().numpy()
        term = _term(bias, self.close * float((q @ k.T * scale).abs().max()))
        if term is None:
            bias = np.where(np.isfinite(bias), np.float32(0), bias)
        weights = self.weights[head].float().cpu().numpy()
        return HeadScores(q.cpu().numpy(), k.cpu().numpy(), origin, scale, bias, term, weights)


def _scored(passes: Passes, row: TokenRow, number: int, weights: "Tensor") -> _Scored | None:
    """The layer whose softmax has this number, weights (heads, Q, K)."""
    heard = _run(passes, row, _Heard(number))
    assert heard.scores is not None
    for silent, factors in enumerate(heard.products):
        q, k = (_in_heads(one, len(weights)) for one in (factors[0], factors[1].transpose(-1, -2)))
        if q is None or k is None or (q.shape[1], k.shape[1]) != weights.shape[1:] or q.shape[2] != k.shape[2]:
            continue
        without = _run(passes, row, _Heard(number, silent)).scores
        assert without is not None
        close = _CLOSE if heard.scores.dtype == weights.dtype and weights.itemsize >= 4 else _CLOSE_IN_HALVES
        found = _told_apart(q, k, heard.scores, without, weights, close)
        if found is not None:
            return _Scored(q, k, *found, weights, heard.projected, close)
    return None


def _run(passes: Passes, row: TokenRow, heard: _Heard) -> _Heard:
    with heard.listening():
        passes.run(passes.inputs([row]), output_attentions=True)
    return heard


def _told_apart(
    q: "Tensor", k: "Tensor", scores: "Tensor", without: "Tensor", weights: "Tensor", close: float
) -> "tuple[float, Tensor] | None":
    """The scale and what is added, of the scores with and without the product; None where that does not come out."""
    import torch

    least = torch.finfo(scores.dtype).min / 2  # what is masked is given the smallest number, or minus infinity
    scores, bias = (
        one.expand(*one.shape[:-3], *weights.shape).reshape(weights.shape).float() for one in (scores, without)
    )
    bias = bias.masked_fill(bias < least, -torch.inf)
    dots, seen = q @ k.transpose(1, 2), bias.isfinite()
    left = torch.where(seen, scores - bias, 0.0)
    dots = torch.where(seen, dots, 0.0)
    scale = float((left * dots).sum() / (dots * dots).sum())
    largest = float(left.abs().max())
    if not scale > 0 or not torch.allclose(left, scale * dots, rtol=0, atol=close * largest):
        return None
    expected = (scale * dots + bias).softmax(-1)
    return (scale, bias) if torch.allclose(expected, weights.float(), rtol=0, atol=close) else None


def _in_heads(given: "Tensor", heads: int) -> "Tensor | None":
    """(..., heads, L, d) or (heads, L, d) of one text, those that heads share repeated."""
    if given.dim() < 3:
        return None
    parts = given.reshape(-1, *given.shape[-2:]).float()
    return None if heads % len(parts) else parts.repeat_interleave(heads // len(parts), dim=0)


def _origin(vectors: "Tensor", projected: "list[Tensor]", close: float) -> "tuple[str, Tensor, float]":
    """How vectors (L, d) came of what linear layers gave: one of `ORIGINS`, these, and the factor from them."""
    length, width = vectors.shape
    turned = False
    for given in projected:
        if given.numel() % (length * width) or given.numel() // given.shape[-1] != length or given.shape[-1] % width:
            continue
        for part in given.float().reshape(length, -1, width).unbind(1):
            factor = float((part * vectors).sum() / (part * part).sum().clamp(min=1e-30))
            if _near(factor * part, vectors, close):
                return "projected", part, factor
            turned = turned or _near(part.norm(dim=-1), vectors.norm(dim=-1), close)
    return "turned" if turned else "changed", vectors, 1.0


def _near(one: "Tensor", other: "Tensor", close: float) -> bool:
    return bool((one - other).abs().max() <= close * other.abs().max())


def _term(bias: NDArray[np.float32], close: float) -> str | None:
    """What kind of term is added to the cells that are seen, by its numbers; one of `TERMS`, None where it is none."""
    seen = np.where(np.isfinite(bias), bias, np.nan)
    if not (np.abs(bias[np.isfinite(bias)]) > close).any():
        return None
    columns = [seen[:, column] for column in range(seen.shape[1])]
    diagonals = [np.diagonal(seen, offset) for offset in range(1 - len(seen), seen.shape[1])]
    for name, lines in (("distance", diagonals), ("column", columns)):
        spreads = [np.ptp(line[np.isfinite(line)]) for line in lines if np.isfinite(line).any()]
        if max(spreads) <= close:
            return name
    return "content"
