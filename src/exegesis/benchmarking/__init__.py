"""A benchmark of explainers: models x methods x measures over data sets."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "benchmark",
    "Benchmark",
]

if TYPE_CHECKING:
    from exegesis.benchmarking.front import benchmark
    from exegesis.benchmarking.result import Benchmark
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "benchmark": "front",
            "Benchmark": "result",
        },
    )
