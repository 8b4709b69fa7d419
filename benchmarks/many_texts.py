"""What `explain_many` gains over `explain` in a loop, where the time goes, and how much there was to gain.

    python benchmarks/many_texts.py --data DIR [--model bundled:sentiment] [--method partition_shap] [--texts 200]

Both explain the first SST-2 sentences, in turns. Told of each: seconds (medians over rounds), and the share of them in
passes of the model; what is left is tokenising, planning, arithmetic and bookkeeping. "At most" is what the ratio would
be if explaining together took nothing but its passes, all of them as fast as the model's full batches of such rows,
timed in the same rounds: what no better packing, and no less bookkeeping, can go beyond.
"""

import argparse
import json
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.speed.texts import many_sentences

import exegesis
from exegesis.core.machine import machine, today
from exegesis.data.rows import TokenRow

SAMPLES = {"partition_shap": 64}
_FULL = 5  # full batches timed in each round


class Passes:
    """Seconds in a model's passes, and their rows, while inside."""

    def __init__(self, model: Any) -> None:
        self.model, self.seconds, self.rows, self.made = model, 0.0, [], 0

    def __enter__(self) -> "Passes":
        usual = self.model.forward

        def forward(rows: Any, *more: Any, **named: Any) -> Any:
            started = time.perf_counter()
            found = usual(rows, *more, **named)
            self.seconds += time.perf_counter() - started
            self.rows += rows
            self.made += 1
            return found

        self.model.forward = forward
        return self

    def __exit__(self, *_: object) -> None:
        del self.model.forward


def main() -> None:
    """Measure and print one line."""
    warnings.simplefilter("ignore")
    given = _parser().parse_args()
    model: Any = exegesis.load(given.model)
    texts = many_sentences(given.data, given.texts)
    settings = {"samples": SAMPLES[given.method]} if given.method in SAMPLES else {}

    def together(some: Sequence[str]) -> None:
        list(exegesis.explain_many(model, some, given.method, **settings))

    def one_by_one(some: Sequence[str]) -> None:
        for text in some:
            exegesis.explain(model, text, given.method, **settings)

    ways = {"together": together, "one by one": one_by_one}
    for way in ways.values():  # what comes first is slow
        way(texts[:8])
    found = [_round(model, texts, ways, number) for number in range(given.rounds)]
    facts = {"model": given.model, "method": given.method, "texts": len(texts), **settings}
    print(json.dumps({**facts, **told(found), "machine": machine(), "date": today()}))


def _round(
    model: Any, texts: Sequence[str], ways: dict[str, Callable[[Sequence[str]], None]], number: int
) -> dict[str, dict[str, float]]:
    """Of each way seconds, those in passes, passes and tokens; and of a token in full batches of the same rows."""
    made: dict[str, dict[str, float]] = {}
    for name, way in ways.items() if number % 2 == 0 else reversed(ways.items()):
        with Passes(model) as passes:
            started = time.perf_counter()
            way(texts)
            seconds = time.perf_counter() - started
        made[name] = {"seconds": seconds, "in passes": passes.seconds, "passes": passes.made}
        made[name]["tokens"] = sum(map(len, passes.rows))
    made["full"] = {"seconds": _pace(model, passes.rows)}
    return made


def _pace(model: Any, rows: Sequence[TokenRow]) -> float:
    """Seconds a token in batches as full as they may be, the fastest of some."""
    rows = sorted(rows, key=len)
    middle = rows[len(rows) // 2 - model.batch_tokens // 8 :]
    batch: list[TokenRow] = []
    for row in middle:
        if (len(batch) + 1) * len(row) > model.batch_tokens:
            break
        batch.append(row)
    times = []
    for _ in range(_FULL):
        started = time.perf_counter()
        model.forward(batch)
        times.append(time.perf_counter() - started)
    return min(times) / sum(map(len, batch))


def told(rounds: Sequence[dict[str, dict[str, float]]]) -> dict[str, Any]:
    """Medians over rounds; ratios are those of one round."""
    line: dict[str, Any] = {}
    for name in ("one by one", "together"):
        line[f"{name}, s"] = round(median(one[name]["seconds"] for one in rounds), 2)
        line[f"{name}, in passes"] = round(median(one[name]["in passes"] / one[name]["seconds"] for one in rounds), 3)
        line[f"{name}, passes"] = round(median(one[name]["passes"] for one in rounds))
    line["times as fast"] = round(
        median(one["one by one"]["seconds"] / one["together"]["seconds"] for one in rounds), 2
    )
    line["at most"] = round(median(one["one by one"]["seconds"] / _least(one) for one in rounds), 2)
    return line


def _least(one: dict[str, dict[str, float]]) -> float:
    return one["together"]["tokens"] * one["full"]["seconds"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--model", default="bundled:sentiment", help="A folder, or a bundled model.")
    parser.add_argument("--method", default="partition_shap", help="partition_shap (64 evaluations), or another.")
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
