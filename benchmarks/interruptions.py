"""Long work stopped at random times by SIGKILL and SIGINT, and gone on with: is anything lost, doubled or changed?

    python benchmarks/interruptions.py --out interruptions.json --stops 200

Four kinds of work take the stops in turn: `explain --data`, `benchmark`, `trust faithfulness` and `distill task`, each
as its own command would run it, in a process of its own (forked, so that the stops fall into the work and not into the
import of torch). Each is first run once without a stop. Then it is begun in a new place, stopped after a random part of
that time, and begun again by the same command until it ends by itself; then the next one.

`lost`: items that a whole run has and the stopped one lacks, and (of files that only grow) lines that stood whole at a
stop and do not stand there, byte for byte, at the next. `doubled`: items with more than one line. `changed`: results
that differ from those of the whole run by more than 1e-5, times aside (of a student: any weight that is not the same).
"""

import argparse
import json
import os
import platform
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

MODEL = "bundled:sentiment-tiny"
SIGNALS = {"SIGKILL": signal.SIGKILL, "SIGINT": signal.SIGINT}
TIMES = ("seconds", "median_seconds", "date", "when")
CLOSE = 1e-5  # what other neighbours in a batch may move


@dataclass(frozen=True)
class Work:
    """A command by where it writes, the lines it keeps on the way, and what it ends with, by item."""

    name: str
    command: Callable[[Path], list[str]]
    kept: Callable[[Path], Path]
    result: Callable[[Path], dict[str, Any]]
    only_grows: bool = True  # the lines of a training are wound back to its last checkpoint
    exact: bool = False


@dataclass
class Tally:
    """What the stops of one kind of work came to."""

    stops: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SIGNALS, 0))
    runs: int = 0
    items: int = 0
    torn: int = 0  # stops that left half a line
    lost: int = 0
    doubled: int = 0
    changed: int = 0


def main() -> None:
    """Run the stops, print the table, write the JSON."""
    given = _given()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EXEGESIS_CACHE"] = str(Path(folder) / "cache")
        works = [work for work in _works(Path(folder), given.scale) if given.work in (None, work.name)]
        rng = random.Random(given.seed)
        tallies = {work.name: Tally() for work in works}
        wholes = {work.name: _whole(work, _place(folder, work, "whole")) for work in works}
        each = -(-given.stops // len(works))
        data: dict[str, Any] = {**_machine(), "seed": given.seed, "scale": given.scale}
        while open_ones := [work for work in works if sum(tallies[work.name].stops.values()) < each]:
            for work in open_ones:
                (seconds, whole), tally = wholes[work.name], tallies[work.name]
                place = _place(folder, work, tally.runs)
                _until_it_ends(work, place, seconds, each, rng, tally)
                _compare(work, place, whole, tally)
                shutil.rmtree(place)
            data["works"] = {name: vars(one) for name, one in tallies.items()}
            Path(given.out).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
            print(table(data), file=sys.stderr, flush=True)
    print(table(data))


def _place(folder: str, work: Work, what: object) -> Path:
    return Path(folder) / f"{work.name}-{what}".replace(" ", "-")


def table(data: Mapping[str, Any]) -> str:
    """Markdown."""
    rows = ["| work | SIGKILL | SIGINT | runs | half a line left | items compared | lost | doubled | changed |"]
    rows.append("| --- |" + " ---: |" * 8)
    for name, one in data["works"].items():
        cells = [*one["stops"].values(), *(one[key] for key in ("runs", "torn", "items", "lost", "doubled", "changed"))]
        rows.append(f"| `{name}` | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


# -- running and stopping ----------------------------------------------------------------------------------------------


def _whole(work: Work, place: Path) -> tuple[float, dict[str, Any]]:
    """How long the work takes, once its modules are known, and what it ends with."""
    for warm in (True, False):
        place.mkdir()
        started = time.monotonic()
        code = _ended(_begun(work, place, tell=True), None)
        seconds = time.monotonic() - started
        assert code == 0, (place / "said").read_text()
        for name in (place / "modules").read_text().split():
            try:
                import_module(name)  # so that the next process need not
            except Exception:  # some modules are only there once others have been used
                continue
        if warm:
            place = place.with_name(place.name + "-again")
    return seconds, work.result(place)


def _until_it_ends(work: Work, place: Path, seconds: float, stops: int, rng: random.Random, tally: Tally) -> None:
    place.mkdir()
    before: list[bytes] = []
    while True:
        name = rng.choice(list(SIGNALS)) if sum(tally.stops.values()) < stops else None
        after = rng.uniform(0, seconds)
        code = _ended(_begun(work, place), None if name is None else SIGNALS[name], after)
        if code == 0:
            break
        assert name is not None, (place / "said").read_text()
        assert code in (-signal.SIGKILL, 130), f"{work.name} ended with {code}: {(place / 'said').read_text()}"
        tally.stops[name] += 1
        whole, half = _lines(work.kept(place))
        tally.torn += bool(half)
        if work.only_grows:
            tally.lost += sum(line not in set(whole) for line in before)
        before = whole
    tally.runs += 1


def _begun(work: Work, place: Path, tell: bool = False) -> int:
    """A process that runs the command; its id."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        said = os.open(place / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.argv = ["exegesis", *work.command(place)]
        code = _run()
        if tell:
            (place / "modules").write_text("\n".join(sorted(sys.modules)))
    except KeyboardInterrupt:
        code = 130  # stopped before or after the command itself
    finally:
        os._exit(code)


def _run() -> int:
    from exegesis.cli.main import run

    try:
        run()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    return 0


def _ended(process: int, by: signal.Signals | None, after: float = 0.0) -> int:
    """The exit code, negative for a signal; stopped `after` seconds where it has not ended by then."""
    until = time.monotonic() + after
    while by is not None and time.monotonic() < until:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    if by is not None:
        os.kill(process, by)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


# -- comparing ---------------------------------------------------------------------------------------------------------


def _lines(path: Path) -> tuple[list[bytes], bytes]:
    """The whole lines of a file, and what stands after the last."""
    if not path.exists():
        return [], b""
    *whole, rest = path.read_bytes().split(b"\n")
    return whole, rest


def _compare(work: Work, place: Path, whole: Mapping[str, Any], tally: Tally) -> None:
    found = work.result(place)
    tally.doubled += found.pop("doubled", 0)
    expected = {name: value for name, value in whole.items() if name != "doubled"}
    tally.items += len(expected)
    tally.lost += len(expected.keys() - found.keys())
    tally.changed += len(found.keys() - expected.keys())
    tally.changed += sum(not _same(found[name], expected[name], work.exact) for name in expected.keys() & found.keys())


def _same(one: Any, other: Any, exact: bool) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        names = (one.keys() | other.keys()) - set(TIMES)
        return all(name in one and name in other and _same(one[name], other[name], exact) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b, exact) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float) and not exact:
        return abs(one - other) <= CLOSE * max(1.0, abs(other))
    return bool(one == other)


def _by_item(path: Path, name: str) -> dict[str, Any]:
    """The lines of a file by what names them, and how many of them are second ones."""
    whole, rest = _lines(path)
    assert not rest, f"half a line is left in {path}"
    data = [line for line in map(json.loads, whole) if name in line]
    return {**{str(line[name]): line for line in data}, "doubled": len(data) - len({line[name] for line in data})}


# -- the four works ----------------------------------------------------------------------------------------------------


def _works(folder: Path, scale: float) -> list[Work]:
    rng = random.Random(0)
    texts, labelled, lessons = folder / "texts.csv", folder / "labelled.jsonl", folder / "lessons.jsonl"
    rows = list(_rows(rng, round(160 * scale)))
    texts.write_text("text,label\n" + "".join(f'"{text}",{label}\n' for text, label in rows), encoding="utf-8")
    for path, count in ((labelled, 240), (lessons, 480)):
        data = [{"text": text, "label": label} for text, label in _rows(rng, count)]
        path.write_text("".join(json.dumps(row) + "\n" for row in data), encoding="utf-8")
    explained = f"explain --data {texts} --label-column label --model {MODEL} --method lime --samples 60".split()
    compared = f"benchmark --data {texts} --model {MODEL} --limit {max(3, round(10 * scale))} --resume".split()
    compared += ["--method", "occlusion", "--method", "lime:samples=40", "--method", "kernel_shap:samples=40"]
    compared += ["--measure", "tau_loo", "--measure", "gini"]
    trusted = (
        f"trust faithfulness --data {labelled} --samples 300 --features 4 --splits {max(2, round(3 * scale))}".split()
    )
    taught = f"distill task --teacher {MODEL} --layers 1 --data {lessons} --every 1 --resume".split()
    taught += ["--set", "epochs=2", "--set", "batch_texts=24", "--device", "cpu", "--no-cache"]
    return [
        Work(
            "explain --data",
            lambda place: [*explained, "--json", str(place / "out.jsonl")],
            lambda place: place / "out.jsonl",
            lambda place: _by_item(place / "out.jsonl", "item"),
        ),
        Work(
            "benchmark",
            lambda place: [*compared, "--out", str(place)],
            lambda place: place / "results.jsonl",
            lambda place: _by_item(place / "results.jsonl", "item"),
        ),
        Work(
            "trust faithfulness",
            lambda place: [*trusted, "--out", str(place)],
            lambda place: place / ".faithfulness-labelled.parts",
            lambda place: _experiment(place / "faithfulness-labelled.json"),
            only_grows=False,  # the parts are taken away once the result is written
            exact=True,
        ),
        Work(
            "distill task",
            lambda place: [*taught, "--out", str(place / "student")],
            lambda place: place / "student.run" / "metrics.jsonl",
            _student,
            only_grows=False,
            exact=True,
        ),
    ]


def _rows(rng: random.Random, count: int) -> Iterator[tuple[str, int]]:
    words = {
        1: ["good", "warm", "funny", "moving", "fine", "clever", "lovely", "great", "tender", "bright"],
        0: ["bad", "dull", "slow", "empty", "weak", "stale", "clumsy", "poor", "tired", "bleak"],
    }
    things = ["film", "plot", "story", "acting", "ending", "music", "script", "cast", "scene", "dialogue"]
    for number in range(count):
        label = number % 2
        said = [f"the {rng.choice(things)} was {rng.choice(words[label])}" for _ in range(rng.randint(2, 6))]
        yield " and ".join(said), label


def _experiment(path: Path) -> dict[str, Any]:
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    named = {"/".join(str(run[key]) for key in ("split", "model", "form", "method") if key in run): run for run in runs}
    return {**named, "doubled": len(runs) - len(named)}


def _student(place: Path) -> dict[str, Any]:
    """Every step's figures, and the digest of the weights."""
    from hashlib import sha256

    weights = sha256((place / "student" / "model.safetensors").read_bytes()).hexdigest()
    return {"weights": weights, **_by_item(place / "student.run" / "metrics.jsonl", "step")}


def _machine() -> dict[str, Any]:
    import numpy
    import torch
    import transformers

    from exegesis.core.version import versions

    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()}, {os.cpu_count()} cores, {_processor()}",
        "versions": dict(versions(torch, transformers, numpy)),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", default="interruptions.json")
    parser.add_argument("--stops", type=int, default=200, help="Stops in all, over the four kinds of work.")
    parser.add_argument("--work", help="Only this kind, such as 'distill task'.")
    parser.add_argument("--scale", type=float, default=1.0, help="Of the number of texts explained.")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
