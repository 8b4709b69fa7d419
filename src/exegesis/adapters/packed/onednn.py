"""Products by oneDNN, with weights laid out beforehand, activations and residuals fused into them.

On processors of some makers this is twice as fast as torch's default for float32; nothing of the process is switched
over for it.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from exegesis.adapters.packed.arithmetic import ERF, RELU, TANH, Copies
from exegesis.adapters.packed.attention import Attended, attend, attend_in_float32

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Linear

_FUSED = {ERF: ("gelu", "none"), TANH: ("gelu", "tanh"), RELU: ("relu", "")}
_CLEARLY = 1.2  # times as fast, or torch's default is kept: which keeps no copies, and runs do not take turns


class OneDnn:
    """float32 or bfloat16 on a processor. Cannot be differentiated."""

    def __init__(self, dtype: "torch.dtype") -> None:
        import torch

        self.dtype = dtype
        self.exact = dtype == torch.float32
        self.copies = Copies(lambda weight: torch.ops.mkldnn._reorder_linear_weight(weight.to(dtype), None))

    def _product(self, x: "Tensor", linears: "Sequence[Linear]", attribute: str, algorithm: str) -> "Tensor":
        import torch

        weight, bias = self.copies.of(linears)
        made: Tensor = torch.ops.mkldnn._linear_pointwise(x.to(self.dtype), weight, bias, attribute, [], algorithm)
        return made

    def project(self, x: "Tensor", linears: "Sequence[Linear]") -> "tuple[Tensor, ...]":
        import torch

        return torch.split(self._product(x, linears, "none", ""), [one.out_features for one in linears], dim=-1)

    def attend(self, given: Attended) -> "Tensor":
        return attend(given) if self.exact else attend_in_float32(given)

    def added(self, x: "Tensor", linear: "Linear", residual: "Tensor") -> "Tensor":
        import torch

        if not self.exact:  # the residual stays in float32: only products are rounded
            return residual + self._product(x, [linear], "none", "")
        weight, bias = self.copies.of([linear])
        made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(x, residual.contiguous(), weight, bias, "add")
        return made

    def activated(self, x: "Tensor", linear: "Linear", form: str) -> "Tensor":
        return self._product(x, [linear], *_FUSED[form])


@cache
def works(dtype: "torch.dtype") -> bool:
    """Whether this torch has the products, and this processor the type."""
    import torch

    try:
        with torch.inference_mode():
            weight = torch.ops.mkldnn._reorder_linear_weight(torch.full((32, 32), 0.5, dtype=dtype), None)
            x = torch.ones(4, 32, dtype=dtype)
            found = torch.ops.mkldnn._linear_pointwise(x, weight, None, *_FUSED[ERF][:1], [], _FUSED[ERF][1])
        return bool((found == 16).all())
    except (AttributeError, NotImplementedError, RuntimeError):
        return False


@cache
def pays() -> bool:
    """Whether float32 products are clearly faster this way than by torch's default: some 20 ms of trying, once."""
    import torch
    from torch.nn.functional import linear

    if not works(torch.float32):
        return False
    with torch.inference_mode():
        x, weight, bias = torch.full((256, 768), 0.5), torch.full((768, 768), 0.01), torch.zeros(768)
        laid = torch.ops.mkldnn._reorder_linear_weight(weight, None)
        ours = _seconds(lambda: torch.ops.mkldnn._linear_pointwise(x, laid, bias, "none", [], ""))
        usual = _seconds(lambda: linear(x, weight, bias))
    return ours * _CLEARLY < usual


def _seconds(act: Callable[[], Any]) -> float:
    """The fastest of five runs after one that warms up."""
    act()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return min(times)
