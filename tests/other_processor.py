"""A rehearsal of other processors: products come out a rounding away, in other ways for each shape and memory.

    python -m pytest -p tests.other_processor

On another processor (or with other memory, or beside other rows) a product is summed in another order. Here every
product in float32 is multiplied by 1 ± 1.2e-7, drawn by the shapes and by the memory that the weights lie in: one call
repeated gives the same bits, and any other call does not. A test that fails here and not without leans on equality to
the bit of a model's outputs.
"""

import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

ROUNDING = 2.0**-23
_OPERATIONS = {
    torch.ops.aten.mm.default,
    torch.ops.aten.addmm.default,
    torch.ops.aten.bmm.default,
    torch.ops.aten.baddbmm.default,
    torch.ops.aten.linear.default,
    torch.ops.aten.mm.out,
    torch.ops.aten.addmm.out,
    torch.ops.aten.bmm.out,
}


class OtherOrder(TorchDispatchMode):
    """Moves every product by a rounding, as another order of its sums does."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        product = func(*args, **(kwargs or {}))
        is_real = type(product) is torch.Tensor  # and not a stand-in that an export traces
        if func in _OPERATIONS and is_real and product.dtype == torch.float32 and product.numel():
            product.mul_(_factors(product, args))
        return product


def _factors(product: torch.Tensor, args: Any) -> torch.Tensor:
    weights = [argument for argument in args if isinstance(argument, torch.Tensor)][-1]
    key = f"{tuple(product.shape)} {tuple(weights.shape)} {weights.data_ptr() if weights.ndim == 2 else 0}"
    generator = torch.Generator().manual_seed(zlib.crc32(key.encode()))
    signs = torch.randint(0, 2, product.shape, generator=generator, dtype=torch.float32)
    return 1 + ROUNDING * (2 * signs - 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    with OtherOrder():
        return (yield)
