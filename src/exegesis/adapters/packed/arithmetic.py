"""How the matrices of an encoder are applied: torch's own way, which keeps no copy of any weight.

Queries, keys and values are three products here: on a processor that is as fast as one fused product from about 64
tokens on, and it saves a copy of a quarter of the weights, which could grow stale.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from exegesis.adapters.packed.attention import attend

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import LayerNorm, Linear

    from exegesis.adapters.packed.attention import Attended


# The activation after the first matrix of the feed-forward part: the form of GELU, or ReLU.
ERF, TANH, RELU = "erf", "tanh", "relu"


class Arithmetic(Protocol):
    """What a block asks for. `x` is (T, D) in float32, and so is every answer that is added or normed."""

    def project(self, x: "Tensor", linears: "Sequence[Linear]") -> "tuple[Tensor, ...]":
        """`x` through each of the matrices."""

    def attend(self, given: "Attended") -> "Tensor":
        """The attention of each row over itself: (R, D)."""

    def added(self, x: "Tensor", linear: "Linear", residual: "Tensor") -> "Tensor":
        """`x` through the matrix, and `residual` added."""

    def activated(self, x: "Tensor", linear: "Linear", form: str) -> "Tensor":
        """`x` through the matrix and the activation."""


class PlainArithmetic:
    """torch's own float32 products on the model's own weights. Can be differentiated."""

    def project(self, x: "Tensor", linears: "Sequence[Linear]") -> "tuple[Tensor, ...]":
        from torch.nn.functional import linear

        return tuple(linear(x, one.weight, one.bias) for one in linears)

    def attend(self, given: "Attended") -> "Tensor":
        return attend(given)

    def added(self, x: "Tensor", linear: "Linear", residual: "Tensor") -> "Tensor":
        return self.project(x, [linear])[0].add_(residual)

    def activated(self, x: "Tensor", linear: "Linear", form: str) -> "Tensor":
        return activation(form)(self.project(x, [linear])[0])


def activation(form: str) -> "Callable[[Tensor], Tensor]":
    """The activation as a function; in place where nothing is to be differentiated."""
    import torch

    if torch.is_grad_enabled():
        made: Callable[[Tensor], Tensor] = torch.relu
        return made if form == RELU else lambda x: torch.nn.functional.gelu(x, approximate=_APPROXIMATE[form])
    if form == RELU:
        return torch.relu_
    return lambda x: torch.ops.aten.gelu_(x, approximate=_APPROXIMATE[form])


_APPROXIMATE = {ERF: "none", TANH: "tanh"}


def normed(x: "Tensor", norm: "LayerNorm") -> "Tensor":
    """The norm over the last axis."""
    from torch.nn.functional import layer_norm

    return layer_norm(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)


def stamp(linears: "Sequence[Linear]") -> tuple[object, ...]:
    """What changes when a weight changes: place, version, and the sum of every 127th number.

    The sum is for changes through `tensor.data`, which leave the version as it was: whoever draws a matrix anew, or
    empties a row or a column of it, changes some of these numbers.
    """
    import torch

    tensors = [tensor for one in linears for tensor in (one.weight, one.bias) if tensor is not None]
    sums = [tensor.detach().reshape(-1)[::127].sum(dtype=torch.float32) for tensor in tensors]
    return tuple(
        (tensor.data_ptr(), tensor._version, total)
        for tensor, total in zip(tensors, torch.stack(sums).tolist(), strict=True)
    )


class Copies:
    """Copies of weights in another layout or precision, made when first used and again when the weights change."""

    def __init__(self, make: "Callable[[torch.Tensor], torch.Tensor]") -> None:
        self.make = make
        self.kept: dict[tuple[int, ...], tuple[object, Tensor, Tensor, Sequence[Linear]]] = {}

    def of(self, linears: "Sequence[Linear]") -> "tuple[Tensor, Tensor]":
        """The matrices as one (their outputs one after another), and their biases."""
        import torch

        key, now = tuple(map(id, linears)), stamp(linears)
        known = self.kept.get(key)
        if known is None or known[0] != now:
            # Not as inference tensors: the next use may be on the way to gradients.
            with torch.inference_mode(False), torch.no_grad():
                weight = self.make(torch.cat([one.weight.detach() for one in linears]))
                bias = torch.cat([_bias(one) for one in linears]).to(weight.dtype)
            known = (now, weight, bias, tuple(linears))  # the modules too, so that their ids are not given again
            self.kept[key] = known
        return known[1], known[2]


def _bias(linear: "Linear") -> "Tensor":
    return linear.weight.new_zeros(linear.out_features) if linear.bias is None else linear.bias.detach()


# By class: these names differ in how they are computed, and agree in what.
_FORMS = {
    "GELUActivation": ERF,
    "GELUTanh": TANH,
    "NewGELUActivation": TANH,
    "FastGELUActivation": TANH,
    "PytorchGELUTanh": TANH,
    "ReLU": RELU,
}


def form_of(module: Any) -> str | None:
    """The form of the activation, None for one that is not known here (or a plain function)."""
    if type(module).__name__ == "GELU":  # torch's own
        return {"none": ERF, "tanh": TANH}.get(module.approximate)
    return _FORMS.get(type(module).__name__)
