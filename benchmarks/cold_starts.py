"""Waiting to begin: processor time of fresh processes, and how long it takes until a person sees the first words.

    python -m benchmarks.cold_starts [--rounds 9] [--page docs/performance.md]

Every case runs in a process of its own, all cases once in each round, after one round that fills the caches of files
and is not counted. Processor time is the process's own, of user and system together, as the kernel counts it. Other
work on the machine raises it by what that takes of shared caches, so the load is told. "with transformers": the same
model in a folder with a setting that only transformers reads. With --page the section of that page is written anew,
else it is printed.
"""

import argparse
import json
import os
import pty
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.sections import with_section

from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

TEXT = "A warm and funny film."
COMMAND = "python -m benchmarks.cold_starts --page docs/performance.md"
BEGIN, END = "<!-- cold starts -->", "<!-- end of cold starts -->"
_PACKAGES = ("exegesis", "torch", "transformers", "tokenizers", "numpy")


@dataclass(frozen=True)
class Start:
    """What is started: the name of its line, the words of its command, and the most processor time asked for."""

    name: str
    words: tuple[str, ...]
    most: float | None = None


@dataclass(frozen=True)
class Took:
    """Seconds of one process: processor time in all, by the clock, and by both until its first words on a terminal."""

    processor: float
    clock: float
    first_processor: float | None = None
    first_clock: float | None = None


def starts(folder: Path) -> list[Start]:
    """The cases; `folder` gets a copy of the default model that only transformers can read."""
    from exegesis.adapters.bundled import BUNDLED

    ordinary = Path(shutil.copytree(BUNDLED["sentiment"].folder, folder / "sentiment"))
    settings = ordinary / "tokenizer_config.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "read_by": "transformers"}))
    python = (sys.executable, "-c")
    command = (*python, "from exegesis.cli.main import run; run()")
    explain = (*command, "explain", TEXT)
    with_it = ("--model", str(ordinary))
    return [
        Start("`import exegesis`", (*python, "import exegesis"), 0.1),
        Start("`import torch`, for comparison", (*python, "import torch")),
        Start("`exegesis --help`", (*command, "--help")),
        Start("`exegesis methods`", (*command, "methods")),
        Start("`exegesis predict TEXT`", (*command, "predict", TEXT)),
        Start("`exegesis explain TEXT`", explain, 3.5),
        Start("`exegesis explain TEXT --method lime`", (*explain, "--method", "lime")),
        Start("`exegesis explain TEXT --method integrated_gradients`", (*explain, "--method", "integrated_gradients")),
        Start("`exegesis explain TEXT`, with transformers", (*explain, *with_it)),
    ]


def started(words: Sequence[str]) -> Took:
    """One process from its start to its end, with standard error on a terminal of its own and the rest thrown away."""
    lead, follow = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    streams = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_DUP2, follow, 2)]
    child = os.posix_spawn(words[0], list(words), environment, file_actions=streams)
    os.close(follow)
    first = _first(lead, child, began)
    _, status, used = os.wait4(child, 0)
    clock = time.perf_counter() - began
    os.close(lead)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(words)} failed")
    return Took(used.ru_utime + used.ru_stime, clock, *first)


def _first(lead: int, child: int, began: float) -> tuple[float | None, float | None]:
    """(processor time, seconds) at the first words; all others are read and dropped. None where there are none."""
    found: tuple[float | None, float | None] = (None, None)
    while True:
        try:
            words = os.read(lead, 4096)
        except OSError:  # the other end is closed
            return found
        if not words:
            return found
        if found[1] is None:
            found = _processor(child), time.perf_counter() - began


def _processor(child: int) -> float | None:
    """Processor time of a process so far, where the system tells."""
    try:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def section(cases: Sequence[tuple[Start, Sequence[Took]]], load: float) -> str:
    """The figures as a section of Markdown, between its marks. `load`: processes that ran or waited beside them."""
    lines = [
        "|  | processor time, s | asked | seconds | first words after: processor time, s | seconds |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for start, took in cases:
        most = "–" if start.most is None else f"at most {start.most:g}"
        cells = [
            start.name,
            _spread([one.processor for one in took]),
            most,
            _spread([one.clock for one in took]),
            _spread([one.first_processor for one in took if one.first_processor is not None]),
            _spread([one.first_clock for one in took if one.first_clock is not None]),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    rounds = len(cases[0][1])
    return f"""{BEGIN}
## Cold starts

What a command takes from its start to its end: fresh processes, files in the system's cache, the default model
`bundled:sentiment`, a text of five words. Processor time is of user and system together. Medians of {rounds} rounds,
the least and the most behind them.

{today()}; {machine()}; {packages}; {load:.1f} other processes at work, on average.

```sh
{COMMAND}
```

{chr(10).join(lines)}
{END}
"""


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})" if values else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--page", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cases: list[tuple[Start, list[Took]]] = [(start, []) for start in starts(Path(folder))]
        loads = []
        for number in range(given.rounds + 1):
            loads.append(max(0.0, os.getloadavg()[0] - 1))
            for start, took in cases:
                one = started(start.words)
                if number:
                    took.append(one)
                print(f"round {number}: {start.name}: {one.processor:.2f} s", file=sys.stderr)
    made = section(cases, median(loads))
    if given.page is None:
        print(made)
    else:
        write_whole(given.page, with_section(given.page.read_text(encoding="utf-8"), made))


if __name__ == "__main__":
    main()
