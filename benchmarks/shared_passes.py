"""What it saves that one pass serves several targets of a question: start and end, and start, end and no answer.

Together (one call with a list of targets) against one call for each target, alternating, the same model, question and
settings: medians, spread and the ratio; the scores must be the same.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import exegesis

QUESTION = exegesis.Question(
    "Who was given priority for the discovery of oxygen?",
    "Oxygen was discovered independently by Carl Wilhelm Scheele, in Uppsala, in 1773 or earlier, and Joseph Priestley "
    "in Wiltshire, in 1774, but Priestley is often given priority because his work was published first. The name "
    "oxygen was coined in 1777 by Antoine Lavoisier, whose experiments with oxygen helped to discredit the theory of "
    "phlogiston, then popular, of combustion and corrosion.",
)
RUNS: list[dict[str, Any]] = [
    {"method": "lime", "samples": 300},
    {"method": "integrated_gradients", "steps": 32},
    {"method": "occlusion"},
]
TARGETS = (["start", "end"], ["start", "end", "no-answer"])


def main() -> None:
    """Print one JSON line for each method and number of targets."""
    rounds = _rounds()
    model = exegesis.load("bundled:questions")
    for run in RUNS:
        for targets in TARGETS:
            print(json.dumps(_compared(model, run, targets, rounds)), flush=True)


def _compared(model: Any, run: dict[str, Any], targets: Sequence[str], rounds: int) -> dict[str, Any]:
    def together() -> Any:
        return exegesis.explain(model, QUESTION, target=list(targets), **run)

    def apart() -> Any:
        return [exegesis.explain(model, QUESTION, target=target, **run) for target in targets]

    difference = max(np.abs(a.scores - b.scores).max() for a, b in zip(together(), apart(), strict=True))
    times: dict[str, list[float]] = {"together": [], "apart": []}
    for _ in range(rounds):
        for name, work in (("together", together), ("apart", apart)):
            times[name].append(_seconds(work))
    ratios = sorted(b / a for a, b in zip(times["together"], times["apart"], strict=True))
    return {
        **run,
        "targets": list(targets),
        "together_seconds": round(statistics.median(times["together"]), 3),
        "apart_seconds": round(statistics.median(times["apart"]), 3),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_range": [round(ratios[0], 2), round(ratios[-1], 2)],
        "largest_difference_of_scores": float(difference),
        "rounds": rounds,
        "python": platform.python_version(),
    }


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _rounds() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    return int(parser.parse_args().rounds)


if __name__ == "__main__":
    main()
