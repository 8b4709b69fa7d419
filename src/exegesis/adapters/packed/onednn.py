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
from exegesis.adapters.threads import threads
from exegesis.core.remembered import measured

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Linear

_FUSED = {ERF: ("gelu", "none"), TANH: ("gelu", "tanh"), RELU: ("relu", "")}
_ROUNDS = 11
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
    """Whether float32 products are clearly faster this way than by torch's default."""
    import torch

    return works(torch.float32) and slowness(torch.float32) * _CLEARLY < 1


def slowness(dtype: "torch.dtype") -> float:
    """How many times as long products of this type take as float32 ones by torch's default, on this machine.

    Some 50 ms of trying, once for a machine and a version: tried anew by every process, a busy moment would now and
    then choose the other way, and the same work would end in other last digits.
    """
    import torch

    name = f"oneDNN's products in {str(dtype).removeprefix('torch.')}"
    return measured(name, lambda: _compared(dtype), (torch,))


def _compared(dtype: "torch.dtype") -> float:
    """The fastest of several products each, in turns, on one thread: several would wait for other work."""
    import torch
    from torch.nn.functional import linear

    with torch.inference_mode(), threads(1):
        x, weight, bias = torch.full((256, 768), 0.5), torch.full((768, 768), 0.01), torch.zeros(768)
        laid, short = torch.ops.mkldnn._reorder_linear_weight(weight.to(dtype), None), bias.to(dtype)
        ways = (
            lambda: torch.ops.mkldnn._linear_pointwise(x.to(dtype), laid, short, "none", [], ""),
            lambda: linear(x, weight, bias),
        )
        rounds = [[_seconds(way) for way in ways] for _ in range(_ROUNDS + 1)][1:]  # the first warms up
    ours, usual = (min(seconds) for seconds in zip(*rounds, strict=True))
    return float(ours / usual)


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
