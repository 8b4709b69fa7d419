"""The explainers on sentiment models: 200 SST-2 sentences and 50 IMDb reviews, both of the test splits.

    python benchmarks/explainers.py --data DIR --set SST-2 --model bundled:sentiment --out runs/a [--stop-after 240]

Every result goes to OUT as it is found; the same command goes on with a run that was stopped or killed.
`benchmarks/explainers_page.py` makes docs/results/explainers.md of several such folders.

Texts stand at even distances through their files. Of IMDb the reviews of at most 100 words are taken, whole: a review
is never cut. The methods ask for less than by default, and some measures draw less, so that all fits in some hours.
"""

import argparse
import gzip
import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.benchmarking.front import planned
from exegesis.benchmarking.result import Benchmark
from exegesis.benchmarking.running import run
from exegesis.benchmarking.store import ResultStore
from exegesis.benchmarking.summing import summed
from exegesis.benchmarking.table import write_results
from exegesis.core.errors import ExegesisError
from exegesis.core.files import write_whole
from exegesis.core.text import words
from exegesis.data.renderers import renderer


@dataclass(frozen=True)
class Wishes:
    """What is asked on one set."""

    texts: int
    longest: int | None  # words
    costly: int  # texts on which costly measures are taken
    methods: tuple[str, ...]
    metrics: tuple[str, ...]


GRADIENTS = ("integrated_gradients", "gradient:kind=norm", "gradient:kind=input_x_gradient", "attention_rollout")
METRICS = (
    "comprehensiveness",
    "sufficiency",
    "deletion_gain",
    "insertion_gain",
    "tau_loo",
    "faithfulness_correlation",
    "sensitivity_n",
    "infidelity_scaled",
    "entropy",
    "gini",
    "seed_spearman",
    "seed_jaccard",
)
SETTINGS: dict[str, dict[str, Any]] = {
    "deletion_gain": {"orders": 5},
    "insertion_gain": {"orders": 5},
    "sensitivity_n": {"samples": 20},
    "infidelity_scaled": {"samples": 50},
    "max_sensitivity": {"samples": 1},
}


def _lime(samples: int) -> tuple[str, ...]:
    """LIME of either number: which of the two is the default is for these runs to say."""
    return tuple(f"lime:output={output}:samples={samples}" for output in ("log-odds", "probability"))


SETS = {
    "SST-2": Wishes(
        200,
        None,
        8,
        ("random", "occlusion", *_lime(500), "kernel_shap:samples=500", "partition_shap", *GRADIENTS, "greedy"),
        (*METRICS, "max_sensitivity"),
    ),
    "IMDb": Wishes(
        50,
        100,
        4,
        (
            "random",
            "occlusion",
            *_lime(300),
            "kernel_shap:samples=300",
            "partition_shap:samples=300",
            *GRADIENTS,
        ),
        METRICS,
    ),
}
FILES = {"SST-2": "sst2.jsonl.gz", "IMDb": "imdb_test.jsonl.gz"}


def main() -> None:
    """Go on with the run in OUT, or begin it; then write what is known."""
    parser = argparse.ArgumentParser(prog="explainers.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with sst2.jsonl.gz and imdb_test.jsonl.gz")
    parser.add_argument("--set", choices=SETS, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--costly", type=int, help="texts on which costly measures are taken; usually 8 and 4")
    parser.add_argument("--stop-after", type=float, help="seconds, to go on another time")
    given = parser.parse_args()
    try:
        found = benchmark(given.data, given.set, given.model, given.out, given.stop_after, given.costly)
    except ExegesisError as error:
        raise SystemExit(str(error)) from None
    renderer("benchmark terminal")(found)
    print("complete" if found.is_whole else "not complete: run the same again", found.done)


def benchmark(
    data: Path, name: str, model: str, out: Path, stop_after: float | None, costly: int | None = None
) -> Benchmark:
    """The run; its JSON and Parquet beside its store."""
    wishes = SETS[name]
    given = {name: texts(data, name)}
    asked = {name: one for name, one in SETTINGS.items() if name in wishes.metrics}
    limit = wishes.costly if costly is None else costly
    plan = planned(model, given, wishes.methods, wishes.metrics, costly_limit=limit, measure_settings=asked)
    with closing(ResultStore(plan, out, resume=True)) as store:
        run(plan, store, None, stop_after)
        found = summed(plan, store)
        write_whole(out / "benchmark.json", found.to_json())
        write_results(store, out / "results.parquet")
    return found


def texts(data: Path, name: str) -> list[str]:
    """The texts of a set, at even distances through those of its test split that are not too long."""
    with gzip.open(data / FILES[name], "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wishes = SETS[name]
    fitting = [row["text"] for row in rows if row["split"] == "test" and _fits(row["text"], wishes.longest)]
    count = min(wishes.texts, len(fitting))
    return [fitting[place * len(fitting) // count] for place in range(count)]


def _fits(text: str, longest: int | None) -> bool:
    return longest is None or len(words(text)) <= longest


if __name__ == "__main__":
    main()
