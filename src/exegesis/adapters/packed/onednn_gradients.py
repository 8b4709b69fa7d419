"""float32 products by oneDNN that can be differentiated: on the way back the transposed matrices, laid out likewise."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.arithmetic import Copies, activation
from exegesis.adapters.packed.attention import Attended, attend

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Linear


class OneDnnGradients:
    """As `OneDnn` in float32, for gradients with respect to what goes in; the weights themselves get none."""

    def __init__(self) -> None:
        import torch

        self.there = Copies(lambda weight: torch.ops.mkldnn._reorder_linear_weight(weight, None))
        self.back = Copies(lambda weight: torch.ops.mkldnn._reorder_linear_weight(weight.T.contiguous(), None))

    def _product(self, x: "Tensor", linears: "Sequence[Linear]") -> "Tensor":
        weight, bias = self.there.of(linears)
        made: Tensor = _function().apply(x, weight, bias, self.back.of(linears)[0])
        return made

    def project(self, x: "Tensor", linears: "Sequence[Linear]") -> "tuple[Tensor, ...]":
        import torch

        return torch.split(self._product(x, linears), [one.out_features for one in linears], dim=-1)

    def attend(self, given: Attended) -> "Tensor":
        return attend(given)

    def added(self, x: "Tensor", linear: "Linear", residual: "Tensor") -> "Tensor":
        return self._product(x, [linear]) + residual

    def activated(self, x: "Tensor", linear: "Linear", form: str) -> "Tensor":
        return activation(form)(self._product(x, [linear]))


@cache
def _function() -> Any:
    """The product as torch's autograd knows it; made when first needed, since it is a class of torch's."""
    import torch

    def through(x: "Tensor", weight: "Tensor", bias: "Tensor | None") -> "Tensor":
        made: Tensor = torch.ops.mkldnn._linear_pointwise(x.contiguous(), weight, bias, "none", [], "")
        return made

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, x: "Tensor", weight: "Tensor", bias: "Tensor", transposed: "Tensor") -> "Tensor":
            context.transposed = transposed
            return through(x, weight, bias)

        @staticmethod
        def backward(context: Any, *grads: "Tensor") -> "tuple[Tensor, None, None, None]":
            return through(grads[0], context.transposed, None), None, None, None

    return Product
