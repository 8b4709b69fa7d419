"""Benchmarks made of numbers, for the views."""

from exegesis.benchmarking.records import (
    FailedText,
    MeasuredCell,
    MeasureRow,
    MethodContrast,
    MethodRow,
    ModelRow,
    SetRow,
    Spent,
)
from exegesis.benchmarking.result import Benchmark
from exegesis.core.statistics import Interval
from exegesis.data.records import Fingerprint

CONSTANT = "all scores are equal, so they put no unit before another"


def benchmark(name: str = "student", set: str = "reviews", error: str = "", done: int = 20) -> Benchmark:
    """Occlusion first in both measures, LIME told apart from neither it nor chance in one, attention undefined."""
    methods = (
        MethodRow("random", "random", {}, True),
        MethodRow("occlusion", "occlusion"),
        MethodRow("lime:samples=500", "lime", {"samples": 500, "kernel": name}),
        MethodRow("attention_rollout", "attention_rollout"),
    )
    measures = (
        MeasureRow("tau_loo", "Rank correlation with leaving out.", "rank correlation", "higher", True),
        MeasureRow("sufficiency", "How far f falls.", "target", "lower", True, settings={"grid": "eraser"}),
        MeasureRow("entropy", "Spread.", "nats", "lower", False, limit=5),
    )
    means = {"tau_loo": (0.0, 0.9, 0.6, None), "sufficiency": (0.4, 0.1, 0.15, None), "entropy": (2.0, 1.0, 1.5, 1.2)}
    cells, contrasts = [], []
    for row in measures:
        for place, method in enumerate(methods):
            mean = means[row.name][place]
            found = None if mean is None else Interval(mean, mean - 0.05, mean + 0.05)
            undefined = {CONSTANT: done} if mean is None else {}
            cells.append(MeasuredCell(name, set, row.name, method.label, 0 if mean is None else done, undefined, found))
            if mean is None:
                continue
            for other in ("random", "occlusion"):
                if method.label != other:
                    gap = mean - (means[row.name][0 if other == "random" else 1] or 0.0)
                    near = row.name == "sufficiency" and "lime" in method.label
                    p = 0.3 if near else 0.001
                    interval = Interval(gap, gap - 0.02, gap + 0.02)
                    contrasts.append(
                        MethodContrast(name, set, row.name, method.label, other, done, interval, p, min(1.0, 3 * p))
                    )
    costs = tuple(
        Spent(name, set, method.label, done, 0, 10.0**place, float(place == 3), 0.002 * 10**place, 0.001 * 10**place)
        for place, method in enumerate(methods)
    )
    return Benchmark(
        models=(ModelRow(name, Fingerprint(name, None, "ab" * 32, None, {"torch": "2"})),),
        sets=(SetRow(set, 20, (3, 11, 40), "d" * 16),),
        methods=methods,
        measures=measures,
        cells=tuple(cells),
        costs=costs,
        contrasts=tuple(contrasts),
        failures=(FailedText(name, set, f"{set}, line 7", "occlusion", error),) if error else (),
        done=((name, set, done),),
    )
