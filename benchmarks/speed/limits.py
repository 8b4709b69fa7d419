"""The machine's own limit for matrix products of an encoder's shapes, by the faster of torch's two libraries."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch

TOKENS = 2048  # in a batch
_SHAPES = ((768, 768), (768, 2304), (768, 3072), (3072, 768))  # inputs, outputs
_REPEATS = 5

Way = Callable[[torch.Tensor], Any]


def limit(precision: str) -> float:
    """Operations a second: the highest median over shapes and libraries of a few repetitions."""
    return max(rates(precision).values())


def rates(precision: str) -> dict[str, float]:
    """Operations a second of each library at its best shape."""
    dtype = getattr(torch, precision)
    best: dict[str, float] = {}
    with torch.inference_mode():
        for inputs, outputs in _SHAPES:
            x, weight = torch.randn(TOKENS, inputs, dtype=dtype), torch.randn(outputs, inputs, dtype=dtype)
            for name, way in _ways(weight).items():
                seconds = _median(lambda way=way, x=x: way(x))  # type: ignore[misc]
                best[name] = max(best.get(name, 0.0), 2 * TOKENS * inputs * outputs / seconds)
    return best


def _ways(weight: torch.Tensor) -> dict[str, Way]:
    """torch's default (MKL for float32) and oneDNN with weights laid out beforehand, where this torch has it."""
    ways: dict[str, Way] = {"torch's default": lambda x: torch.nn.functional.linear(x, weight)}
    try:
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, TOKENS)
        tried: Way = lambda x: torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], "")  # noqa: E731
        tried(torch.zeros(1, weight.shape[1], dtype=weight.dtype))
    except (AttributeError, RuntimeError):
        return ways
    return ways | {"oneDNN": tried}


def _median(act: Callable[[], Any]) -> float:
    act()
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return median(times)
