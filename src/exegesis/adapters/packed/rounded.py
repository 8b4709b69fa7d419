"""Products in bfloat16 by torch's own functions: on an accelerator, and wherever oneDNN has none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exegesis.adapters.packed.arithmetic import Copies, activation
from exegesis.adapters.packed.attention import Attended, attend, attend_in_float32

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Linear


class Rounded:
    """Weights copied in bfloat16; residuals and norms stay in float32. Can be differentiated."""

    def __init__(self) -> None:
        import torch

        self.copies = Copies(lambda weight: weight.to(torch.bfloat16))

    def _product(self, x: "Tensor", linears: "Sequence[Linear]") -> "Tensor":
        import torch
        from torch.nn.functional import linear

        weight, bias = self.copies.of(linears)
        return linear(x.to(torch.bfloat16), weight, bias)

    def project(self, x: "Tensor", linears: "Sequence[Linear]") -> "tuple[Tensor, ...]":
        import torch

        return torch.split(self._product(x, linears), [one.out_features for one in linears], dim=-1)

    def attend(self, given: Attended) -> "Tensor":
        return attend_in_float32(given) if given.query.device.type == "cpu" else attend(given)

    def added(self, x: "Tensor", linear: "Linear", residual: "Tensor") -> "Tensor":
        return residual + self._product(x, [linear])

    def activated(self, x: "Tensor", linear: "Linear", form: str) -> "Tensor":
        return activation(form)(self._product(x, [linear]))
