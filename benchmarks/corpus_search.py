"""The nearest 50 of many words, warm, on one core: all compared beside what reading the bytes takes, and by an index.

`make --out DIR` draws clustered vectors (250,000 x 768, 12 heads of 64, 400,000 x 256) and builds an index of the last;
`time --out DIR` times searches in turn with a pass over the same bytes that only reads them. Prints a JSON line each.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from exegesis.core.machine import machine, today
from exegesis.core.version import installed
from exegesis.explorer.corpus.search import index
from exegesis.explorer.corpus.search.ranking import Direction, Lengths, best, unit

WORDS, WIDTH, HEADS = 250_000, 768, 12
CLUSTERS = 2_000
ROUNDS = 40
NEAREST = 50


def main() -> None:
    """Make the arrays, or time searches among them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("work", choices=("make", "time"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--indexed", default="400000x256", help="words x width of what is indexed")
    options = parser.parse_args()
    if options.work == "make":
        words, width = map(int, options.indexed.split("x"))
        make(options.out, (words, width))
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for work in (compared, of_heads, by_index):
        print(json.dumps(work(options.out)), flush=True)
    print(json.dumps({"machine": machine(), "date": today(), "numpy": np.__version__, "numkong": installed("numkong")}))


def make(folder: Path, indexed: tuple[int, int]) -> None:
    """The three arrays, and the index of the last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in (("vectors", (WORDS, WIDTH)), ("heads", (HEADS, WORDS, WIDTH // HEADS)), ("indexed", indexed)):
        if not (folder / f"{name}.npy").exists():
            _drawn(folder / f"{name}.npy", shape)
    started = time.perf_counter()
    facts = index.build(_store(folder), 1, Lengths())
    seconds = time.perf_counter() - started
    built = {"build seconds": round(seconds, 1), "recall": facts.recall, "search width": facts.width}
    print(json.dumps({"indexed": indexed, **built}))


def compared(folder: Path) -> dict[str, Any]:
    """Top 50 of all words by their whole vectors."""
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    return {"search": f"{WORDS:,} x {WIDTH}, all compared", **_timed(vectors, [(1, 0, vectors)])}


def of_heads(folder: Path) -> dict[str, Any]:
    """Top 50 by the outputs of three heads, whose bytes alone are read."""
    outputs = np.load(folder / "heads.npy", mmap_mode="r")
    places = [(1, head, outputs[head - 1]) for head in (2, 5, 11)]
    return {"search": f"3 heads of {HEADS}, {WIDTH // HEADS} each", **_timed(outputs[:3], places)}


def by_index(folder: Path) -> dict[str, Any]:
    """Top 50 by the index and by comparing all, with the share that the index finds."""
    store = _store(folder)
    vectors, known, lengths = store.embeddings(1), index.WordIndex(store, 1), Lengths()
    rows = np.random.default_rng(7).choice(len(vectors), ROUNDS, replace=False)
    found, times = 0, {"index": [], "all": []}  # type: ignore[var-annotated]
    for row in rows:
        part = Direction((1, 0), vectors, unit(vectors[row]))
        ours, seconds = _clock(lambda part=part: known.near(part.direction, NEAREST))  # type: ignore[misc]
        (exact, _), slow = _clock(lambda part=part: best([part], lengths, NEAREST))  # type: ignore[misc]
        times["index"].append(seconds)
        times["all"].append(slow)
        found += len(set(ours.tolist()) & set(exact.tolist()))
    return {
        "search": f"{len(vectors):,} x {vectors.shape[1]}, by an index",
        "index ms": _milliseconds(times["index"]),
        "all compared ms": _milliseconds(times["all"]),
        "recall": found / (ROUNDS * NEAREST),
        "recall when built": known.facts.recall,
    }


def _timed(read: Any, places: list[tuple[int, int, Any]]) -> dict[str, Any]:
    """Searches and passes that only read, in turn."""
    lengths = Lengths()
    numbers = np.asarray(read).reshape(-1).view(np.uint64)
    rows = np.random.default_rng(3).choice(WORDS, ROUNDS, replace=False)
    times: dict[str, list[float]] = {"search": [], "read": []}
    for turn, row in enumerate(rows):
        parts = [Direction((layer, head), vectors, unit(vectors[row])) for layer, head, vectors in places]
        _, seconds = _clock(lambda parts=parts: best(parts, lengths, NEAREST))  # type: ignore[misc]
        _, reading = _clock(lambda: np.bitwise_or.reduce(numbers))
        if turn > 1:  # the first measure lengths, and read from the disk
            times["search"].append(seconds)
            times["read"].append(reading)
    size = numbers.nbytes
    return {
        "MB": round(size / 1e6),
        "search ms": _milliseconds(times["search"]),
        "read ms": _milliseconds(times["read"]),
        "read GB/s": round(size / statistics.median(times["read"]) / 1e9, 1),
    }


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    return {"median": round(1e3 * statistics.median(seconds), 1), "least": round(1e3 * min(seconds), 1)}


def _clock(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def _store(folder: Path) -> Any:
    vectors = np.load(folder / "indexed.npy", mmap_mode="r")
    return SimpleNamespace(
        folder=folder, manifest=SimpleNamespace(weights="none", words=len(vectors)), embeddings=lambda layer: vectors
    )


def _drawn(path: Path, shape: tuple[int, ...]) -> None:
    """Vectors around centres, as words of a kind stand together."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((CLUSTERS, shape[-1]), dtype=np.float32)
    made = np.lib.format.open_memmap(path, "w+", np.float16, shape)
    flat = made.reshape(-1, shape[-1])
    for start in range(0, len(flat), 10_000):
        some = flat[start : start + 10_000]
        near = centres[rng.integers(0, CLUSTERS, len(some))]
        some[:] = near + 0.7 * rng.standard_normal(some.shape, dtype=np.float32)
    made.flush()


if __name__ == "__main__":
    main()
