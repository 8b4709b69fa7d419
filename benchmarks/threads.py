"""Threads by the size of the work: passes of 8 to 16,384 tokens with the chosen number and with fixed ones.

For each size, idle and beside a process that keeps one core busy: every number of threads in turn, round by round, the
same rows. The chosen number learns while it is timed, trials included. Prints a JSON line for each size; --table makes
a table of them.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch

import exegesis
from exegesis.adapters.threads import Threads
from exegesis.core.machine import machine, today
from exegesis.core.version import versions
from exegesis.data.rows import TokenRow

SIZES = {"forward": [2**power for power in range(3, 15)], "gradients": [2**power for power in range(3, 12)]}
LENGTH = 64  # tokens of a row, where there are as many


def main() -> None:
    """Measure, or print the table of what was measured."""
    options = _options()
    if options.table:
        print(_table([json.loads(line) for line in Path(options.table).read_text(encoding="utf-8").splitlines()]))
        return
    for name in options.models:
        model: Any = exegesis.load(name)
        for kind in SIZES:
            for is_busy in (False, True):
                with _busy() if is_busy else nullcontext():
                    model.threads = Threads(operations=model.threads.operations)
                    for size in SIZES[kind]:
                        facts = {"model": name, "kind": kind, "busy": is_busy, "tokens": size}
                        print(json.dumps({**facts, **_measured(model, kind, size, options.seconds)}), flush=True)
    print(json.dumps({"machine": machine(), "date": today(), "versions": versions(torch)}))


def _measured(model: Any, kind: str, size: int, seconds: float) -> dict[str, Any]:
    """Mean milliseconds of a pass with each number of threads, and with the chosen one, trials and all."""
    usual = torch.get_num_threads()
    ways: dict[str, Any] = {str(count): model.with_threads(count) for count in range(1, usual + 1)}
    ways["chosen"] = model
    works = {name: _work(way, kind, size) for name, way in ways.items()}
    for work in works.values():
        work()
    totals: dict[str, list[float]] = {name: [] for name in ways}
    ends = time.perf_counter() + seconds * len(ways)
    rounds = 0
    while rounds < 5 or time.perf_counter() < ends:
        rounds += 1
        names = list(works)
        for name in names[rounds % len(names) :] + names[: rounds % len(names)]:  # who follows whom must not matter
            work = works[name]
            totals[name].append(_seconds(work, max(1, 512 // size)))
    means = {name: 1e3 * statistics.mean(found) / max(1, 512 // size) for name, found in totals.items()}
    best = min(value for name, value in means.items() if name != "chosen")
    return {
        **{name: round(value, 3) for name, value in means.items()},
        "ratio": round(means["chosen"] / best, 3),
        "rounds": rounds,
    }


def _work(model: Any, kind: str, size: int) -> Any:
    rng = np.random.default_rng(size)
    length = min(size, LENGTH)
    rows = [TokenRow(_ids(model, rng, length)) for _ in range(size // length)]
    if kind == "forward":
        return lambda: model.forward(rows)
    points = np.repeat(model.capture(rows[:1], None), len(rows), axis=0)
    return lambda: model.gradients(rows[0], points, None, _first_logit)


def _ids(model: Any, rng: np.random.Generator, length: int) -> Sequence[int]:
    return [int(one) for one in rng.integers(5, model.vocabulary.rows, length)]


def _first_logit(output: Any, _inputs: Any) -> Any:
    return output.logits[:, :1]


def _seconds(work: Any, times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - started


@contextmanager
def _busy() -> Iterator[None]:
    """Another process keeps a core busy."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(1)
        yield
    finally:
        other.kill()
        other.wait()


def _table(lines: Sequence[dict[str, Any]]) -> str:
    """Markdown: a row a size, milliseconds with each number of threads and the chosen one's ratio to the best."""
    facts, measured = lines[-1], lines[:-1]
    counts = [name for name in measured[0] if name.isdecimal()]
    heads = [
        "model",
        "pass",
        "tokens",
        *(f"{state}, {name}" for state in ("idle", "busy") for name in [*counts, "ratio"]),
    ]
    rows = [heads, ["---"] * 3 + ["---:"] * (len(heads) - 3)]
    for idle in (line for line in measured if not line["busy"]):
        key = [idle["model"], idle["kind"], idle["tokens"]]
        busy = next(line for line in measured if line["busy"] and [line["model"], line["kind"], line["tokens"]] == key)
        rows.append([*key, *(line[name] for line in (idle, busy) for name in [*counts, "ratio"])])
    table = "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
    return f"{table}\n\n{facts['machine']}, {facts['date']}, {facts['versions']}."


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", default=["bundled:sentiment", "bundled:sentiment-tiny"])
    parser.add_argument("--seconds", type=float, default=2.0, help="for each size and number of threads")
    parser.add_argument("--table", help="a file of these lines: print it as a table of Markdown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
